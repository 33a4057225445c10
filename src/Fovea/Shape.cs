using System.Globalization;

namespace Fovea;

/// <summary>
/// The sizes of a value without its batch: height × width × channels of feature maps, or the length of a vector; up to four axes
/// for weights. Compares by value and prints as the field's papers draw it: <c>28×28×6</c>.
/// </summary>
public readonly struct Shape : IEquatable<Shape>
{
    private readonly int a, b, c, d;

    private Shape(int rank, int a, int b = 1, int c = 1, int d = 1)
    {
        if (a < 1 || b < 1 || c < 1 || d < 1)
            throw new ArgumentOutOfRangeException(nameof(a), $"every axis of a shape is at least 1, got {string.Join('×', new[] { a, b, c, d }.Take(rank))}");
        (Rank, this.a, this.b, this.c, this.d) = (rank, a, b, c, d);
    }

    /// <summary>Feature maps or an image: height × width × channels.</summary>
    public static Shape Image(int height, int width, int channels) => new(3, height, width, channels);

    /// <summary>A vector of features.</summary>
    public static Shape Vector(int length) => new(1, length);

    /// <summary>Two axes: the weights of a dense layer, inputs × outputs.</summary>
    public static Shape Matrix(int rows, int columns) => new(2, rows, columns);

    /// <summary>Four axes: the weights of a convolution, window height × window width × input channels × output channels.</summary>
    public static Shape Window(int height, int width, int inputs, int outputs) => new(4, height, width, inputs, outputs);

    /// <summary>A shape from its axes, one to four.</summary>
    /// <exception cref="ArgumentException">No axis or more than four.</exception>
    public static Shape Of(ReadOnlySpan<int> axes) => axes.Length switch
    {
        1 => Vector(axes[0]),
        2 => Matrix(axes[0], axes[1]),
        3 => Image(axes[0], axes[1], axes[2]),
        4 => Window(axes[0], axes[1], axes[2], axes[3]),
        _ => throw new ArgumentException($"a shape has one to four axes, got {axes.Length}", nameof(axes)),
    };

    /// <summary>Number of axes, 1 to 4; 0 for the default value, which is no shape.</summary>
    public int Rank { get; }

    /// <summary>Size along an axis.</summary>
    public int this[int axis] => axis < 0 || axis >= Rank
        ? throw new ArgumentOutOfRangeException(nameof(axis))
        : axis switch { 0 => a, 1 => b, 2 => c, _ => d };

    /// <summary>Rows of feature maps; 1 for a vector.</summary>
    public int Height => Rank == 3 ? a : 1;

    /// <summary>Columns of feature maps; 1 for a vector.</summary>
    public int Width => Rank == 3 ? b : 1;

    /// <summary>Channels of feature maps; the length of a vector.</summary>
    public int Channels => Rank == 3 ? c : checked((int)Count);

    /// <summary>True for height × width × channels.</summary>
    public bool IsImage => Rank == 3;

    /// <summary>Number of elements.</summary>
    public long Count => Rank == 0 ? 0 : (long)a * b * c * d;

    /// <summary>The axes as an array.</summary>
    public int[] ToArray() => new[] { a, b, c, d }[..Rank];

    /// <inheritdoc/>
    public override string ToString()
        => Rank == 0 ? "none" : string.Join('×', ToArray().Select(n => n.ToString(CultureInfo.InvariantCulture)));

    /// <inheritdoc/>
    public bool Equals(Shape other) => (Rank, a, b, c, d) == (other.Rank, other.a, other.b, other.c, other.d);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rank, a, b, c, d);

    /// <summary>Same axes.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Different axes.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);
}
