namespace Fovea;

/// <summary>Checks and words that several shape rules share.</summary>
internal static class Sizes
{
    public static Shape One(IReadOnlyList<Shape> inputs, string op) => inputs.Count == 1
        ? inputs[0]
        : throw new DeclarationException($"{op} reads one input, got {inputs.Count}");

    public static void Positive(string what, int height, int width)
    {
        if (height < 1 || width < 1) throw new DeclarationException($"{what} {height}×{width}", $"a {what} is at least 1×1");
        if (height > 4096 || width > 4096) throw new DeclarationException($"{what} {height}×{width}", $"a {what} is at most 4096×4096");
    }

    public static Shape Maps(IReadOnlyList<Shape> inputs, string op)
    {
        Shape x = One(inputs, op);
        return x.IsImage ? x : throw new DeclarationException($"{op} needs feature maps, got a vector of {x}", null, "put it before flatten");
    }

    public static Shape Tokens(IReadOnlyList<Shape> inputs, string op)
    {
        Shape x = One(inputs, op);
        return x is { IsImage: true, Width: 1 } ? x
            : throw new DeclarationException($"{op} needs tokens, got {x}", "tokens are L×1×D", x.IsImage ? $"reshape {x.Height * x.Width}x1x{x.Channels}" : null);
    }

    /// <summary>The shape of maps that an op makes larger; a few words of text must not ask for all memory.</summary>
    public static Shape Enlarged(Shape x, int height, int width, int channels)
    {
        const int most = 65536;
        if (height > most || width > most) throw new DeclarationException($"{x} becomes {height:N0}×{width:N0}", $"feature maps are at most {most:N0} pixels high and wide");
        if ((long)height * width * channels > 1L << 30) throw new DeclarationException($"{x} becomes {height:N0}×{width:N0}×{channels:N0}", "an enlarged map has at most 1,073,741,824 numbers");
        return Shape.Image(height, width, channels);
    }

    public static string Padded(int rows, int columns) => rows + columns == 0 ? "" : $" padded by {rows} rows and {columns} columns";

    public static string Option(string name, int height, int width, int standard = 1)
        => height == standard && width == standard ? "" : height == width ? $" {name} {height}" : $" {name} {height}x{width}";
}
