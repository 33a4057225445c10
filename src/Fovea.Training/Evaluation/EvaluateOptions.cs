using Fovea.Kernels;

namespace Fovea.Training;

/// <summary>How a model is tested.</summary>
public sealed record EvaluateOptions
{
    /// <summary>Images in one pass.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Threads; 0 takes one for each processor. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Which loss is reported.</summary>
    public Loss Loss { get; init; } = Loss.CrossEntropy;

    /// <summary>Leave out images that cannot be read instead of refusing the data set.</summary>
    public bool SkipBad { get; init; }

    /// <summary>Threads that prepare batches.</summary>
    public int LoaderThreads { get; init; } = 1;

    /// <summary>Which kernels to use.</summary>
    public KernelVariant Variant { get; init; } = KernelVariant.Auto;

    /// <summary>Compute convolutions as exactly the sums they are declared as: slower, see <see cref="PlanOptions.Strict"/>.</summary>
    public bool Strict { get; init; }

    /// <summary>Measured choices of convolution algorithms; null leaves them to the table.</summary>
    public AlgorithmChoices? Choices { get; init; }
}
