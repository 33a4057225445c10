using System.Numerics;
using Fovea.Kernels;

namespace Fovea;

/// <summary>
/// The scalar that is differentiated: a loss, a class logit, a channel's mean. Training, explaining and feature visualisation
/// share it.
/// </summary>
public abstract record Objective
{
    /// <summary>Mean cross entropy of softmax(logits) against the labels of the run.</summary>
    /// <param name="labelSmoothing">ε in [0, 1): the target is 1 − ε + ε/classes for the label and ε/classes elsewhere.</param>
    /// <param name="classWeights">A weight for each class; empty weighs all alike. The mean is weighted, as in PyTorch.</param>
    public static Objective CrossEntropy(float labelSmoothing = 0, IReadOnlyList<float>? classWeights = null)
        => new CrossEntropy(labelSmoothing, classWeights ?? []);

    /// <summary>Mean squared difference between the output and the one-hot label (or the targets that were loaded).</summary>
    public static Objective MeanSquaredError() => new MeanSquaredError();

    /// <summary>The logit of a class.</summary>
    public static Objective Logit(int classIndex) => new Logit(classIndex);

    /// <summary>The logit of each image's own label in the run.</summary>
    public static Objective Logit() => new Logit(null);

    /// <summary>The logit of a named class of a model.</summary>
    /// <exception cref="ArgumentException">The model has no such class.</exception>
    public static Objective Logit(Model model, string label) => new Logit(model.IndexOf(label));

    /// <summary>The mean of a channel of a node's activation over its pixels.</summary>
    public static Objective ChannelMean(string node, int channel) => new ChannelMean(node, channel);

    /// <summary>The sum over the channels of one pixel of a node's activation.</summary>
    public static Objective PixelSum(string node, int row, int column) => new PixelSum(node, row, column);

    /// <summary>One value of a node's activation.</summary>
    public static Objective Unit(string node, int row, int column, int channel) => new Unit(node, row, column, channel);

    /// <summary>Weight of an image with that label: the batch's scalar is Σ values / Σ weights.</summary>
    internal virtual double Weight(int label) => 1;

    /// <summary>The node whose activation it reads.</summary>
    internal virtual Node Target(Graph graph) => graph.Output;

    /// <summary>Throws when it does not fit the network.</summary>
    internal abstract void Check(Graph graph);

    /// <summary>Emits the calls that write the value for each image and, when there is a backward pass, the target's gradient.</summary>
    internal abstract void Compile(ObjectiveStage s);

    /// <summary>The specification: value for each image, and the gradient of the batch's scalar into <paramref name="gradient"/>.</summary>
    internal abstract void Reference<T>(Shape shape, int batch, ReadOnlySpan<T> activation, ReadOnlySpan<int> labels, Span<T> values, Span<T> gradient)
        where T : struct, IFloatingPointIeee754<T>;
}

/// <summary>What an objective sees while it emits its calls.</summary>
/// <param name="Activation">The target's activation.</param>
/// <param name="Gradient">Its gradient; does not exist without a backward pass.</param>
/// <param name="Values">One value for each image.</param>
/// <param name="Labels">A 32-bit integer for each image.</param>
/// <param name="Emit">Adds a call.</param>
/// <param name="Constant">Copies numbers into memory of the plan.</param>
/// <param name="Target">New maps of the activation's size.</param>
internal sealed record ObjectiveStage(Maps Activation, Maps Gradient, FloatBlock Values, FloatBlock Labels, Action<Call> Emit, Func<float[], FloatBlock> Constant, Func<Maps> Target);
