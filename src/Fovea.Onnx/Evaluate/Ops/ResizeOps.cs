namespace Fovea.Onnx;

/// <summary>Resampling along every axis in turn.</summary>
internal static class ResizeOps
{
    /// <summary>Upsample: scales are attributes before opset 9, an input since; positions are index ∕ scale, the nearest is below.</summary>
    public static OnnxTensor[] Upsample(NodeCall call)
    {
        OnnxTensor x = call.Numbers(0);
        double[] scales = call.Opset >= 9 ? call.Floats(1).ToDoubles()
            : call.Attributes.Numbers("scales") is { } list ? Array.ConvertAll(list, v => (double)v)
            : [.. Enumerable.Repeat(1.0, Math.Max(0, x.Rank - 2)), call.Attributes.Number("height_scale", 1), call.Attributes.Number("width_scale", 1)];
        return [Old(call, x, scales)];
    }

    /// <summary>Resize: opset 10 is Upsample; since 11 with modes, sizes and a region; since 18 of some axes, with an antialias filter.</summary>
    public static OnnxTensor[] Resize(NodeCall call)
    {
        OnnxTensor x = call.Numbers(0);
        if (call.Opset < 11) return [Old(call, x, call.Floats(1).ToDoubles())];
        OnnxAttributes a = call.Attributes;
        int[] axes = a.Integers("axes") is { } named ? Axes.Of(named, x.Rank) : [.. Enumerable.Range(0, x.Rank)];
        string transform = a.Word("coordinate_transformation_mode", "half_pixel"), nearest = a.Word("nearest_mode", "round_prefer_floor");
        double[] roi = transform == "tf_crop_and_resize" ? call.Floats(1).ToDoubles() : [.. axes.Select(_ => 0.0), .. axes.Select(_ => 1.0)];
        if (roi.Length != 2 * axes.Length) throw new OnnxNodeException($"{roi.Length} numbers of a region for {axes.Length} axes", "all starts, then all ends");
        double[]? scales = call.Optional(2) is { Count: > 0 } ? call.Floats(2).ToDoubles() : null;
        long[]? sizes = call.Optional(3) is { Count: > 0 } ? call.Longs(3) : null;
        if (scales is null == sizes is null || (scales?.Length ?? sizes!.Length) != axes.Length)
            throw new OnnxNodeException($"{scales?.Length ?? 0} scales and {sizes?.Length ?? 0} sizes for {axes.Length} axes", "either scales or sizes, one an axis");
        string mode = a.Word("mode", "nearest"), policy = a.Word("keep_aspect_ratio_policy", "stretch");
        if (sizes is not null) (scales, sizes) = Policy(x, axes, sizes, policy);
        var lines = new ResizeLine[x.Rank];
        for (int i = 0; i < lines.Length; i++)
        {
            int at = Array.IndexOf(axes, i);
            lines[i] = at < 0 ? ResizeLine.Same(x.Dims[i])
                : ResizeLine.Of(x.Dims[i], scales![at], sizes?[at], new LineRule(mode, transform, nearest, a.Number("cubic_coeff_a", -0.75f),
                    a.Integer("exclude_outside", 0) != 0, a.Integer("antialias", 0) != 0, roi[at], roi[at + axes.Length]));
        }
        return [Apply(call, x, lines, mode == "nearest", transform == "tf_crop_and_resize" ? a.Number("extrapolation_value", 0) : null)];
    }

    private static OnnxTensor Old(NodeCall call, OnnxTensor x, double[] scales)
    {
        if (scales.Length != x.Rank) throw new OnnxNodeException($"{scales.Length} scales for {OnnxTensor.Text(x.Dims)}", "one scale an axis");
        string mode = call.Attributes.Word("mode", "nearest");
        if (mode == "bilinear") mode = "linear";
        LineRule rule = new(mode, "asymmetric", "floor", -0.75, false, false, 0, 1);
        return Apply(call, x, [.. x.Dims.Select((d, i) => ResizeLine.Of(d, scales[i], null, rule))], mode == "nearest", null);
    }

    // Scales from sizes; a policy gives every axis the same scale.
    private static (double[] Scales, long[] Sizes) Policy(OnnxTensor x, int[] axes, long[] sizes, string policy)
    {
        double[] scales = [.. axes.Select((a, i) => x.Dims[a] == 0 ? 1 : (double)sizes[i] / x.Dims[a])];
        if (policy == "stretch") return (scales, sizes);
        double one = policy switch
        {
            "not_larger" => scales.Min(),
            "not_smaller" => scales.Max(),
            _ => throw new OnnxNodeException($"keep_aspect_ratio_policy '{policy}'", "stretch, not_larger or not_smaller"),
        };
        return ([.. scales.Select(_ => one)], [.. axes.Select(a => (long)Math.Floor(one * x.Dims[a] + 0.5))]);
    }

    private static OnnxTensor Apply(NodeCall call, OnnxTensor x, ResizeLine[] lines, bool nearest, double? outside)
    {
        int[] dims = call.Fit(x.Type, [.. lines.Select(l => l.Length)]);
        if (dims.Contains(0)) return Elements.Take(x, dims, []);
        if (x.Count == 0) throw new OnnxNodeException($"{OnnxTensor.Text(x.Dims)} resized to {OnnxTensor.Text(dims)}", "there is something to resize");
        ResizeTaps[][] taps = [.. lines.Select(l => l.Taps())];
        bool plain = nearest && outside is null;
        if (plain)
        {
            int[] map = [0];
            for (int a = 0; a < lines.Length; a++) map = [.. map.SelectMany(m => taps[a], (m, t) => m * x.Dims[a] + t.Indices[0])];
            return Elements.Take(x, dims, map);
        }
        double[] values = x.ToDoubles();
        int[] now = [.. x.Dims];
        // The axes that shrink the most first: less is left for the others.
        foreach (int a in Enumerable.Range(0, lines.Length).OrderBy(a => (double)dims[a] / x.Dims[a]))
        {
            if (lines[a].IsSame) continue;
            now[a] = dims[a];
            values = Along(values, taps[a], Axes.Product(now.Take(a)), x.Dims[a], Axes.Product(now.Skip(a + 1)));
        }
        if (outside is { } value)
        {
            int[] index = new int[dims.Length];
            for (int i = 0; i < values.Length; i++, Axes.Next(index, dims))
                for (int a = 0; a < index.Length; a++)
                    if (taps[a][index[a]].Outside) values[i] = value;
        }
        return Wide.Narrow(x.Type, dims, values);
    }

    private static double[] Along(double[] values, ResizeTaps[] taps, int outer, int length, int inner)
    {
        double[] result = new double[outer * taps.Length * inner];
        for (int o = 0; o < outer; o++)
            for (int t = 0; t < taps.Length; t++)
                for (int k = 0; k < taps[t].Indices.Length; k++)
                {
                    int from = (o * length + taps[t].Indices[k]) * inner, to = (o * taps.Length + t) * inner;
                    for (int i = 0; i < inner; i++) result[to + i] += taps[t].Weights[k] * values[from + i];
                }
        return result;
    }
}
