namespace Fovea;

/// <summary>Shapes that join although some of their axes have size 1: such an axis stretches to the others' size.</summary>
internal static class Stretching
{
    /// <summary>The common shape; a vector counts as 1×1×C among feature maps.</summary>
    /// <exception cref="DeclarationException">Two sizes differ and neither is 1.</exception>
    public static Shape Join(IReadOnlyList<Shape> inputs, string op, string? help = null)
    {
        int h = 1, w = 1, c = 1;
        foreach (Shape s in inputs) (h, w, c) = (Larger(h, s.Height), Larger(w, s.Width), Larger(c, s.Channels));
        return inputs.Any(s => s.IsImage) ? Shape.Image(h, w, c) : Shape.Vector(c);

        int Larger(int a, int b) => a == b || b == 1 ? a : a == 1 ? b
            : throw new DeclarationException($"{op} cannot join {string.Join(" and ", inputs)}", "sizes are alike along each axis, or 1 where a value stretches", help);
    }

    /// <summary>For each element of the larger shape the element of the smaller that serves it.</summary>
    public static int[] Map(Shape from, Shape to)
    {
        var map = new int[to.Count];
        int i = 0;
        for (int h = 0; h < to.Height; h++)
            for (int w = 0; w < to.Width; w++)
                for (int c = 0; c < to.Channels; c++)
                    map[i++] = ((from.Height == 1 ? 0 : h) * from.Width + (from.Width == 1 ? 0 : w)) * from.Channels + (from.Channels == 1 ? 0 : c);
        return map;
    }

    /// <summary>True when no value stretches.</summary>
    public static bool IsPlain(Node node) => node.Inputs.All(i => i.Shape == node.Shape);
}
