using Fovea.Kernels;

namespace Fovea;

/// <summary>What a plan is compiled for. Every default is visible here.</summary>
public sealed record PlanOptions
{
    /// <summary>Most images in one run.</summary>
    public int MaxBatch { get; init; } = 1;

    /// <summary>Threads of the plan's own team; 0 takes one for each processor. Results do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Batch norm measures the batch and dropout drops.</summary>
    public bool Training { get; init; }

    /// <summary>The scalar to differentiate; null compiles a forward pass only.</summary>
    public Objective? Objective { get; init; }

    /// <summary>Compile the gradients of the parameters; needs an <see cref="Objective"/>.</summary>
    public bool ParameterGradients { get; init; }

    /// <summary>
    /// Nodes whose parameters stay as they are: no gradients are computed for them, nor below the lowest node that learns, and frozen batch norms
    /// normalise with their running statistics and leave those alone, in training too.
    /// </summary>
    public IReadOnlyList<string> Frozen { get; init; } = [];

    /// <summary>
    /// Values that keep memory of their own and are never fused away: <c>conv2</c> the activation, <c>conv2.grad</c> its gradient,
    /// <c>input.grad</c> the gradient of the image.
    /// </summary>
    public IReadOnlyList<string> Capture { get; init; } = [];

    /// <summary>Nodes that are supplied by <see cref="Plan.Feed"/> instead of computed.</summary>
    public IReadOnlyList<string> Feed { get; init; } = [];

    /// <summary>What takes the place of the gradients of some nodes; of several rules for a node the first. They turn <see cref="Optimise"/> off.</summary>
    public IReadOnlyList<BackwardRule> BackwardRules { get; init; } = [];

    /// <summary>Which kernels to use; <see cref="KernelVariant.Auto"/> takes the fastest this processor has.</summary>
    public KernelVariant Variant { get; init; } = KernelVariant.Auto;

    /// <summary>
    /// Compute convolutions as exactly the sums they are declared as. Off, 3×3 and 5×5 convolutions may use Winograd's algorithm, which takes a
    /// fraction of the time and rounds differently: twice the error of the direct sums, 1.6·10⁻⁶ of a layer's values in the L2 norm at 256 channels.
    /// </summary>
    public bool Strict { get; init; }

    /// <summary>
    /// Measured choices of convolution algorithms; null, and for layers that are not among them, a table of sizes decides. They decide the last bits
    /// of results; <see cref="Strict"/> does without them.
    /// </summary>
    public AlgorithmChoices? Choices { get; init; }

    /// <summary>Takes each layer's candidate of this number, the last where there are fewer: for measuring.</summary>
    internal int? Candidate { get; init; }

    /// <summary>
    /// Images that go through all layers together in inference; a larger batch goes in pieces. 0 chooses: all of them, or a few where feature maps
    /// are large and weights are not, so that what one layer writes is still in the cache when the next reads it. Results do not depend on it.
    /// </summary>
    public int ImagesAtOnce { get; init; }

    /// <summary>
    /// Do not keep all activations until the backward pass: compute most of them again from a few. Takes a fraction of the memory and up to one
    /// more forward pass; results do not depend on it. Without gradients it does nothing.
    /// </summary>
    public bool Recompute { get; init; }

    /// <summary>Segments that <see cref="Recompute"/> cuts the nodes into; 0 takes the number that needs least memory.</summary>
    internal int Segments { get; init; }

    /// <summary>Fuse activations, norms and residual sums into the op before them and share memory; off gives every node its own memory and call.</summary>
    public bool Optimise { get; init; } = true;
}
