namespace Fovea.Onnx;

/// <summary>What the values that are computed while a file is read take together: sizes written in a file must not take the machine's memory.</summary>
/// <param name="limit">Most bytes.</param>
internal sealed class ConstantMemory(long limit)
{
    private long held;

    /// <summary>What is left for the next one.</summary>
    public MemoryBudget Budget => new(limit, held);

    /// <summary>Counts a value that is kept.</summary>
    public void Keep(OnnxTensor value) => held += MemoryBudget.Bytes(value);
}
