using System.Globalization;

namespace Fovea.Onnx;

/// <summary>What the values that are computed while a file is read take together: sizes written in a file must not take the machine's memory.</summary>
/// <remarks>Nor its time: to compute them takes at most one step for two of these bytes, and some for each number of the file.</remarks>
/// <param name="limit">Most bytes.</param>
/// <param name="inFile">Numbers that are in the file.</param>
internal sealed class ConstantMemory(long limit, long inFile)
{
    private const int StepsForNumber = 32;
    private readonly double mostSteps = (limit / 2) + (double)StepsForNumber * inFile;
    private double steps;
    private long held;

    /// <summary>Counts the steps of a node that is computed.</summary>
    /// <exception cref="OnnxNodeException">They are beyond the limit.</exception>
    public void Spend(double more)
    {
        steps += more;
        if (steps > mostSteps)
            throw new OnnxNodeException(string.Create(CultureInfo.InvariantCulture, $"computing it takes about {more:N0} steps, all constants together {steps:N0}; limit {mostSteps:N0}"),
                "what does not depend on the image is computed while the file is read", "let onnxsim compute it, or give more: OnnxImportOptions.ConstantBytes");
    }

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
