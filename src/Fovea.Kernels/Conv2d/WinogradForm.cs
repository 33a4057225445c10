namespace Fovea.Kernels;

/// <summary>F(m×m, r×r): m² outputs of an r × r window from (m + r − 1)² products.</summary>
/// <param name="Tile">Rows and columns of an output tile, m.</param>
/// <param name="Window">Rows and columns of the window, r.</param>
internal readonly record struct WinogradForm(int Tile, int Window)
{
    /// <summary>Pixels of a patch along one axis, m + r − 1.</summary>
    public int Size => Tile + Window - 1;

    /// <summary>Products of a tile.</summary>
    public int Frequencies => Size * Size;

    /// <summary>Weights of a window.</summary>
    public int Taps => Window * Window;

    /// <summary>The form of an algorithm.</summary>
    /// <exception cref="ArgumentException">The algorithm is <see cref="ConvAlgorithm.Direct"/>.</exception>
    public static WinogradForm Of(ConvAlgorithm algorithm) => algorithm switch
    {
        ConvAlgorithm.F2 => new(2, 3),
        ConvAlgorithm.F4 => new(4, 3),
        ConvAlgorithm.F3Window5 => new(3, 5),
        _ => throw new ArgumentException("the direct algorithm has calls of its own", nameof(algorithm)),
    };

    /// <summary>As it stands in the names of calls: <c>winograd4</c>, <c>winograd3x5</c>.</summary>
    public override string ToString() => Window == 3 ? $"winograd{Tile}" : $"winograd{Tile}x{Window}";
}
