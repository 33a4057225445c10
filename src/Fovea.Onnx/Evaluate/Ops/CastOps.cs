using System.Globalization;

namespace Fovea.Onnx;

/// <summary>Elements of one type as another.</summary>
internal static class CastOps
{
    public static OnnxTensor[] Cast(NodeCall call)
        => [To(call.Input(0), Type(call.Attributes.Has("to") ? call.Attributes.Integer("to", 0) : throw new OnnxNodeException("has no attribute 'to'")))];

    public static OnnxTensor[] CastLike(NodeCall call) => [To(call.Input(0), call.Input(1).Type)];

    /// <summary>The element type of a number in the file.</summary>
    /// <exception cref="OnnxNodeException">Fovea has no such tensors.</exception>
    public static OnnxType Type(long number)
        => number is > 0 and < 64 && Enum.IsDefined((OnnxType)number) ? (OnnxType)number
            : throw new OnnxNodeException($"element type {number}", $"one of {string.Join(", ", Enum.GetValues<OnnxType>().Select(t => $"{(int)t} ({t})"))}");

    /// <summary>Floats are rounded to nearest, cut toward zero where they become integers, and anything but 0 is true.</summary>
    public static OnnxTensor To(OnnxTensor x, OnnxType type)
    {
        if (x.Type == type) return x;
        if (type == OnnxType.String) return OnnxTensor.Of(x.Dims, Words(x));
        if (x.Type == OnnxType.String) return Wide.Narrow(type, x.Dims, Array.ConvertAll(x.As<string>(), Parse));
        return x.Type.IsFloat() ? Wide.Narrow(type, x.Dims, x.ToDoubles())
            : x.Type == OnnxType.UInt64 ? Wide.Narrow(type, x.Dims, x.As<ulong>()) : Wide.Narrow(type, x.Dims, x.ToLongs());
    }

    private static double Parse(string word)
        => double.TryParse(word.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value
            : word.Trim().ToUpperInvariant() switch
            {
                "INF" or "+INF" => double.PositiveInfinity,
                "-INF" => double.NegativeInfinity,
                _ => throw new OnnxNodeException($"the word '{(word.Length > 40 ? word[..40] + "…" : word)}' as a number"),
            };

    private static string[] Words(OnnxTensor x) => x.Type switch
    {
        OnnxType.Float64 => Array.ConvertAll(x.As<double>(), v => Word(v, v.ToString("R", CultureInfo.InvariantCulture))),
        OnnxType.Bool => Array.ConvertAll(x.As<bool>(), v => v ? "True" : "False"),
        OnnxType.UInt64 => Array.ConvertAll(x.As<ulong>(), v => v.ToString(CultureInfo.InvariantCulture)),
        _ when x.Type.IsFloat() => Array.ConvertAll(x.ToFloats(), v => Word(v, v.ToString("R", CultureInfo.InvariantCulture))),
        _ => Array.ConvertAll(x.ToLongs(), v => v.ToString(CultureInfo.InvariantCulture)),
    };

    private static string Word(double value, string digits) => double.IsPositiveInfinity(value) ? "INF" : double.IsNegativeInfinity(value) ? "-INF" : digits;
}
