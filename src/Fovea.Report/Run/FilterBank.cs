namespace Fovea.Report;

/// <summary>The weights of a convolution, before training (when kept) and after.</summary>
public sealed record FilterBank
{
    /// <summary>Wraps weights in memory order without copying them.</summary>
    /// <param name="name">The node: <c>conv1</c>.</param>
    /// <param name="kernelHeight">Rows of the window.</param>
    /// <param name="kernelWidth">Columns of the window.</param>
    /// <param name="inChannels">Input channels of a filter (C ÷ groups).</param>
    /// <param name="filters">Output channels.</param>
    /// <param name="after">[KH][KW][C][O] weights after training.</param>
    /// <param name="before">The same before training, or null.</param>
    /// <exception cref="ArgumentException">An array does not have KH·KW·C·O values.</exception>
    public FilterBank(string name, int kernelHeight, int kernelWidth, int inChannels, int filters, float[] after, float[]? before = null)
    {
        int expected = kernelHeight * kernelWidth * inChannels * filters;
        if (expected < 1 || after.Length != expected || (before is not null && before.Length != expected))
            throw new ArgumentException(
                $"{name}: filters of {kernelHeight}×{kernelWidth}×{inChannels}×{filters} need {expected} weights, " +
                $"got {after.Length} after training{(before is null ? "" : $" and {before.Length} before")}");
        (Name, KernelHeight, KernelWidth, InChannels, Filters, After, Before) =
            (name, kernelHeight, kernelWidth, inChannels, filters, after, before);
    }

    /// <summary>The node.</summary>
    public string Name { get; }

    /// <summary>Rows of the window.</summary>
    public int KernelHeight { get; }

    /// <summary>Columns of the window.</summary>
    public int KernelWidth { get; }

    /// <summary>Input channels of a filter.</summary>
    public int InChannels { get; }

    /// <summary>Output channels.</summary>
    public int Filters { get; }

    /// <summary>[KH][KW][C][O].</summary>
    public float[] After { get; }

    /// <summary>[KH][KW][C][O], or null.</summary>
    public float[]? Before { get; }
}
