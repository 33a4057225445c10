namespace Fovea.Onnx;

/// <summary>How an axis is resampled: the attributes of Resize.</summary>
internal sealed record LineRule(string Mode, string Transform, string Nearest, double CubicA, bool ExcludeOutside, bool Antialias, double Start, double End);

/// <summary>The elements one output element is made of, and whether it lies outside the axis.</summary>
internal sealed record ResizeTaps(int[] Indices, double[] Weights, bool Outside);

/// <summary>One axis resampled.</summary>
internal sealed class ResizeLine
{
    private readonly int _from;
    private readonly double _scale;
    private readonly LineRule? _rule;

    private ResizeLine(int from, long length, double scale, LineRule? rule) => (_from, Length, _scale, _rule) = (from, length, scale, rule);

    /// <summary>Elements of the output.</summary>
    public long Length { get; }

    /// <summary>True when the axis stays as it is.</summary>
    public bool IsSame => _rule is null;

    /// <summary>An axis that stays as it is.</summary>
    public static ResizeLine Same(int length) => new(length, length, 1, null);

    /// <summary>An axis by a scale, or to a size.</summary>
    /// <exception cref="OnnxNodeException">The scale or the size is not positive, or a word of the rule is unknown.</exception>
    public static ResizeLine Of(int from, double scale, long? size, LineRule rule)
    {
        if (!(scale > 0) || double.IsInfinity(scale)) throw new OnnxNodeException($"scale {scale}", "a scale is above 0");
        Known(rule.Mode, "mode", "nearest", "linear", "cubic");
        Known(rule.Nearest, "nearest_mode", "round_prefer_floor", "round_prefer_ceil", "floor", "ceil");
        Known(rule.Transform, "coordinate_transformation_mode", "half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric", "tf_half_pixel_for_nn", "tf_crop_and_resize");
        // Sizes are computed in float32: 10 · 0.7 is 7 there, as in every runtime.
        double length = size ?? Math.Floor((float)from * (float)scale);
        bool same = length == from && scale == 1 && rule.Transform != "tf_crop_and_resize";
        return new(from, length < long.MaxValue ? (long)length : long.MaxValue, scale, same ? null : rule);
    }

    /// <summary>The taps of every output element; <see cref="Length"/> is known to fit.</summary>
    public ResizeTaps[] Taps() => [.. Enumerable.Range(0, (int)Length).Select(i => _rule is null ? new ResizeTaps([i], [1], false) : Tap(_rule, i))];

    private ResizeTaps Tap(LineRule rule, int i)
    {
        double at = Position(rule, i);
        bool outside = at < 0 || at > _from - 1;
        if (rule.Mode == "nearest")
        {
            double near = rule.Nearest switch
            {
                "round_prefer_floor" => Math.Ceiling(at - 0.5),
                "round_prefer_ceil" => Math.Floor(at + 0.5),
                "floor" => Math.Floor(at),
                _ => Math.Ceiling(at),
            };
            return new ResizeTaps([Clamp(near)], [1], outside);
        }
        // The filter is as wide as a step of the output when it is to let nothing finer through.
        double stretch = rule.Antialias ? Math.Min(_scale, 1) : 1, reach = (rule.Mode == "linear" ? 1 : 2) / stretch, below = Math.Floor(at);
        if (reach > 1e6) throw new OnnxNodeException($"scale {_scale} with antialias", "the filter reaches over at most a million elements");
        double start = Math.Floor(-reach) + 1;
        int count = (int)(2 - 2 * start);
        double[] weights = [.. Enumerable.Range(0, count).Select(k => Weight(rule, (below + start + k - at) * stretch))];
        int[] indices = [.. Enumerable.Range(0, count).Select(k => Clamp(below + start + k))];
        if (rule.ExcludeOutside)
            for (int k = 0; k < count; k++)
                if (below + start + k < 0 || below + start + k >= _from) weights[k] = 0;
        double sum = weights.Sum();
        if ((rule.ExcludeOutside || rule.Antialias) && sum != 0) weights = [.. weights.Select(w => w / sum)];
        return new ResizeTaps(indices, weights, outside);
    }

    private double Position(LineRule rule, int i)
    {
        double exact = _scale * _from;
        return rule.Transform switch
        {
            "half_pixel" => (i + 0.5) / _scale - 0.5,
            "half_pixel_symmetric" => _from / 2.0 * (1 - Length / exact) + (i + 0.5) / _scale - 0.5,
            "pytorch_half_pixel" => Length > 1 ? (i + 0.5) / _scale - 0.5 : 0,
            "align_corners" => Length > 1 ? i * (_from - 1) / (exact - 1) : 0,
            "asymmetric" => i / _scale,
            "tf_half_pixel_for_nn" => (i + 0.5) / _scale,
            _ => Length > 1 ? rule.Start * (_from - 1) + i * (rule.End - rule.Start) * (_from - 1) / (exact - 1) : 0.5 * (rule.Start + rule.End) * (_from - 1),
        };
    }

    private static double Weight(LineRule rule, double distance)
    {
        double d = Math.Abs(distance), a = rule.CubicA;
        if (rule.Mode == "linear") return Math.Max(0, 1 - d);
        return d <= 1 ? ((a + 2) * d - (a + 3)) * d * d + 1 : d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
    }

    private int Clamp(double index) => (int)Math.Clamp(index, 0, _from - 1);

    private static void Known(string word, string attribute, params string[] words)
    {
        if (!words.Contains(word)) throw new OnnxNodeException($"{attribute} '{word}'", $"one of {string.Join(", ", words)}");
    }
}
