using System.Numerics;
using Fovea.Kernels;

namespace Fovea;

/// <summary>One node's arrays while the reference loops run: dense N H W C, no halo.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class ReferenceStage<T> where T : struct, IFloatingPointIeee754<T>
{
    public required Node Node { get; init; }

    public required int Batch { get; init; }

    public required bool Training { get; init; }

    public required ulong Seed { get; init; }

    public required long StepIndex { get; init; }

    public ReluRule Rule { get; init; }

    public required T[][] Inputs { get; init; }

    public required T[] Output { get; init; }

    /// <summary>Gradient of the output; empty in the forward pass.</summary>
    public T[] OutputGradient { get; set; } = [];

    /// <summary>Gradients of the inputs, to be added to; an empty array is not wanted.</summary>
    public T[][] InputGradients { get; set; } = [];

    /// <summary>Parameters by suffix; running statistics are updated in place when training.</summary>
    public required Dictionary<string, T[]> Parameters { get; init; }

    /// <summary>Gradients of the parameters, to be added to.</summary>
    public Dictionary<string, T[]> ParameterGradients { get; init; } = [];

    public uint RandomStream => CounterRandom.Stream(Node.Name);

    public Shape InputShape(int i) => Node.Inputs[i].Shape;

    /// <summary>Pixels of the batch.</summary>
    public int Pixels => Batch * Node.Shape.Height * Node.Shape.Width;

    /// <summary>Adds to the gradient of an input.</summary>
    public void AddInputGradient(int input, ReadOnlySpan<T> gradient)
    {
        T[] sum = InputGradients[input];
        for (int i = 0; i < sum.Length; i++) sum[i] += gradient[i];
    }

    public T[] Parameter(string suffix) => Parameters.TryGetValue(suffix, out T[]? values) ? values : [];

    public T[] ParameterGradient(string suffix) => ParameterGradients.TryGetValue(suffix, out T[]? values) ? values : [];
}
