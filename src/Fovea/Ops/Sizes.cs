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

    public static string Padded(int rows, int columns) => rows + columns == 0 ? "" : $" padded by {rows} rows and {columns} columns";

    public static string Option(string name, int height, int width, int standard = 1)
        => height == standard && width == standard ? "" : height == width ? $" {name} {height}" : $" {name} {height}x{width}";
}
