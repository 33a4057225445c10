using System.Runtime.InteropServices;

namespace Fovea.Onnx;

/// <summary>A parameter in the layout that files have: PyTorch's, which is ONNX's.</summary>
/// <param name="Shape">Its axes, outermost first.</param>
/// <param name="Bytes">Its float32 values.</param>
internal sealed record Weight(IReadOnlyList<long> Shape, byte[] Bytes)
{
    /// <summary>The values.</summary>
    public Span<float> Values => MemoryMarshal.Cast<byte, float>(Bytes.AsSpan());

    /// <summary>Zeros along one axis.</summary>
    public static Weight Vector(int length) => new([length], new byte[length * sizeof(float)]);

    /// <summary>Copies all parameters of a model, by name.</summary>
    public static Dictionary<string, Weight> All(Model model)
    {
        var all = new Dictionary<string, Weight>();
        foreach (SafetensorsTensor tensor in ModelFile.Tensors(model))
        {
            var bytes = new byte[tensor.Shape.Aggregate(1L, (product, n) => product * n) * sizeof(float)];
            using var stream = new MemoryStream(bytes);
            tensor.Write(stream);
            all.Add(tensor.Name, new Weight(tensor.Shape, bytes));
        }
        return all;
    }
}
