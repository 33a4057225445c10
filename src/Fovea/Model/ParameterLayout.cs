namespace Fovea;

/// <summary>
/// Translates parameters between memory and files. Files have PyTorch's layouts: conv weights O I H W, dense weights [out][in], and
/// what follows a flatten has its inputs in C H W order there but in H W C order in memory.
/// </summary>
internal static class ParameterLayout
{
    /// <summary>Shape in files.</summary>
    public static long[] FileShape(ParameterSpec spec)
    {
        int[] s = spec.Shape.ToArray();
        return spec.Kind switch
        {
            ParameterKind.ConvWeight => [s[3], s[2], s[0], s[1]],
            ParameterKind.DenseWeight => [s[1], s[0]],
            _ => [.. s.Select(n => (long)n)],
        };
    }

    /// <summary>Values in memory order → values in file order.</summary>
    public static float[] ToFile(Parameter p, ReadOnlySpan<float> memory)
    {
        var file = new float[memory.Length];
        int[] map = Map(p);
        for (int i = 0; i < map.Length; i++) file[map[i]] = memory[i];
        return file;
    }

    /// <summary>Values in file order → values in memory order.</summary>
    public static void FromFile(Parameter p, ReadOnlySpan<float> file, Span<float> memory)
    {
        int[] map = Map(p);
        for (int i = 0; i < map.Length; i++) memory[i] = file[map[i]];
    }

    // For each index in memory, the index in the file.
    private static int[] Map(Parameter p)
    {
        var map = new int[p.Count];
        int[] s = p.Spec.Shape.ToArray();
        Shape? maps = FlattenedFrom(p.Node);
        if (p.Spec.Kind == ParameterKind.ConvWeight)
        {
            int i = 0;
            for (int u = 0; u < s[0]; u++)
                for (int v = 0; v < s[1]; v++)
                    for (int c = 0; c < s[2]; c++)
                        for (int o = 0; o < s[3]; o++) map[i++] = ((o * s[2] + c) * s[0] + u) * s[1] + v;
        }
        else if (p.Spec.Kind == ParameterKind.DenseWeight)
        {
            for (int i = 0; i < s[0]; i++)
                for (int o = 0; o < s[1]; o++) map[i * s[1] + o] = o * s[0] + ChannelsFirst(maps, i);
        }
        else if (p.Node.Op is BatchNorm or LayerNorm or PRelu)
        {
            for (int i = 0; i < map.Length; i++) map[i] = ChannelsFirst(maps, i);
        }
        else
        {
            for (int i = 0; i < map.Length; i++) map[i] = i;
        }
        return map;
    }

    private static int ChannelsFirst(Shape? maps, int i)
    {
        if (maps is not { } m) return i;
        int channel = i % m.Channels, pixel = i / m.Channels;
        return channel * m.Height * m.Width + pixel;
    }

    /// <summary>The feature maps whose flattened form this node reads, through ops that keep the order; null when there are none.</summary>
    public static Shape? FlattenedFrom(Node node)
    {
        while (node.Inputs.Count == 1)
        {
            node = node.Inputs[0];
            if (node.Op is Flatten) return node.Inputs[0].Shape.IsImage ? node.Inputs[0].Shape : null;
            if (node.Op is not (Activation or PRelu or Dropout or BatchNorm or LayerNorm) || node.Shape.IsImage) return null;
        }
        return null;
    }
}
