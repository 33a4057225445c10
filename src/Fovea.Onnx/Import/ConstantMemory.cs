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

    /// <summary>Counts what the network needs besides the numbers that are in the file: a factor for every channel, the order of axes.</summary>
    /// <exception cref="OnnxNodeException">It is beyond the limit.</exception>
    public void Take(long bytes)
    {
        if (bytes > limit - held)
            throw new OnnxNodeException($"it needs {MemoryBudget.Text(bytes)} besides what is in the file{(held > 0 ? $", and {MemoryBudget.Text(held)} are in use" : "")}; limit {MemoryBudget.Text(limit)}",
                "what is made while a file is read fits into the limit of memory", "give more: OnnxImportOptions.ConstantBytes");
        held += bytes;
    }
}
