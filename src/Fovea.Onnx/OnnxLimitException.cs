using System.Globalization;

namespace Fovea.Onnx;

/// <summary>A model that does not fit into one ONNX file.</summary>
public sealed class OnnxLimitException : Exception
{
    internal OnnxLimitException(string model, long bytes)
        : base(string.Create(CultureInfo.InvariantCulture,
            $"{model}: as ONNX it takes {bytes:N0} bytes\n  rule  an ONNX file has at most {int.MaxValue:N0} bytes, the limit of its format\n  help  save it as .safetensors, which has no such limit"))
        => Bytes = bytes;

    /// <summary>How many bytes it takes.</summary>
    public long Bytes { get; }
}
