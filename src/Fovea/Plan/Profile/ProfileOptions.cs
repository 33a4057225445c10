using Fovea.Kernels;

namespace Fovea;

/// <summary>What <see cref="Model.Profile"/> compiles and measures. Every default is visible here.</summary>
public sealed record ProfileOptions
{
    /// <summary>Images in a run.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>A step of training (packing of weights, forward, cross entropy, gradients of all parameters) instead of a forward pass.</summary>
    public bool Training { get; init; }

    /// <summary>Runs to take medians over.</summary>
    public int Repetitions { get; init; } = 20;

    /// <summary>Threads; 0 takes one for each processor.</summary>
    public int Threads { get; init; }

    /// <summary>Which kernels to use.</summary>
    public KernelVariant Variant { get; init; } = KernelVariant.Auto;

    /// <summary>Compute convolutions as the sums they are declared as: no Winograd.</summary>
    public bool Strict { get; init; }

    /// <summary>Measured choices of convolution algorithms; null leaves them to the table.</summary>
    public AlgorithmChoices? Choices { get; init; }

    /// <summary>Do not keep all activations until the backward pass; see <see cref="PlanOptions.Recompute"/>.</summary>
    public bool Recompute { get; init; }

    /// <summary>What the machine can do, when it has been measured before; null measures it.</summary>
    public MachinePeak? Peak { get; init; }

    /// <summary>What is compiled. Without a vector of logits, training differentiates the mean of the output's first channel.</summary>
    public PlanOptions PlanFor(Model model) => new()
    {
        MaxBatch = Batch,
        ImagesAtOnce = Batch,
        Threads = Threads,
        Training = Training,
        ParameterGradients = Training,
        Objective = !Training ? null : model.Graph.Output.Shape.IsImage ? Objective.ChannelMean(model.Graph.Output.Name, 0) : Objective.CrossEntropy(),
        Variant = Variant,
        Strict = Strict,
        Choices = Choices,
        Recompute = Recompute,
    };
}
