namespace Fovea.Kernels;

/// <summary>The sizes of a Winograd algorithm along one axis: outputs of a tile from the pixels of a patch, through products at some points.</summary>
/// <param name="Tile">Outputs of a tile.</param>
/// <param name="Window">Weights of the window.</param>
/// <param name="Size">Pixels of a patch.</param>
/// <param name="Step">Pixels between the patches of neighbouring tiles.</param>
/// <param name="Points">Products of a tile.</param>
/// <param name="Matrices">Different weights among them; with stride 2 the odd pixels of a patch share the window's middle.</param>
internal readonly record struct WinogradForm(int Tile, int Window, int Size, int Step, int Points, int Matrices)
{
    private const int Shared = 6;

    /// <summary>Products of a tile, both axes.</summary>
    public int Frequencies => Points * Points;

    /// <summary>Different matrices of weights, both axes.</summary>
    public int MatrixCount => Matrices * Matrices;

    /// <summary>Weights of a window.</summary>
    public int Taps => Window * Window;

    /// <summary>The form of an algorithm.</summary>
    /// <exception cref="ArgumentException">The algorithm is <see cref="ConvAlgorithm.Direct"/>.</exception>
    public static WinogradForm Of(ConvAlgorithm algorithm) => algorithm switch
    {
        ConvAlgorithm.F2 => Plain(2, 3),
        ConvAlgorithm.F4 => Plain(4, 3),
        ConvAlgorithm.F3Window5 => Plain(3, 5),
        ConvAlgorithm.F4Stride2 => new(4, 3, 9, 8, 9, Shared),
        _ => throw new ArgumentException("the direct algorithm has calls of its own", nameof(algorithm)),
    };

    /// <summary>The form of an algorithm's input gradient: dX from patches of dY.</summary>
    /// <exception cref="ArgumentException">The algorithm is <see cref="ConvAlgorithm.Direct"/>.</exception>
    public static WinogradForm Back(ConvAlgorithm algorithm) => algorithm == ConvAlgorithm.F4Stride2 ? new(8, 3, 5, 4, 9, Shared) : Of(algorithm);

    /// <summary>Number of the matrix that a frequency multiplies by.</summary>
    public int Matrix(int frequency)
    {
        int row = frequency / Points, col = frequency % Points;
        return Math.Min(row, Matrices - 1) * Matrices + Math.Min(col, Matrices - 1);
    }

    /// <summary>As it stands in the names of calls: <c>winograd4</c>, <c>winograd3x5</c>, <c>winograd4s2</c>.</summary>
    public override string ToString() => Window != 3 ? $"winograd{Tile}x{Window}" : Matrices != Points ? "winograd4s2" : $"winograd{Tile}";

    private static WinogradForm Plain(int tile, int window) => new(tile, window, tile + window - 1, tile, tile + window - 1, tile + window - 1);
}
