using Fovea.Onnx.Proto;
using Google.Protobuf;

namespace Fovea.Onnx;

/// <summary>Reads tensors that were parsed by Google's library: what the exporter writes, and test data.</summary>
internal sealed class TensorReader(string file)
{
    /// <summary>A tensor from its message.</summary>
    /// <exception cref="ModelFileException">Its lengths, type or sizes are wrong.</exception>
    public OnnxTensor Read(TensorProto t) => OnnxReader.ReadTensor(t.ToByteArray(), file);
}
