namespace Fovea.Bench;

/// <summary>An engine with one layer, its images and the output's gradient in memory.</summary>
internal abstract class LayerContender(string name) : IDisposable
{
    public string Name { get; } = name;

    /// <summary>The output.</summary>
    public abstract void Forward();

    /// <summary>The output and, from a given gradient of it, the gradients of the input and the weights.</summary>
    public abstract void ForwardAndGradients();

    /// <summary>Output, input gradient (N H W C) and weight gradient ([window][window][C][K]), computed once more.</summary>
    public abstract (float[] Output, float[] InputGradient, float[] WeightGradient) Values();

    public abstract void Dispose();
}
