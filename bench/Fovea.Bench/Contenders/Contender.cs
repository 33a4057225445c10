namespace Fovea.Bench;

/// <summary>One engine with one network and its images in memory, ready to classify them.</summary>
internal abstract class Contender(string name) : IDisposable
{
    public string Name { get; } = name;

    /// <summary>The logits of the batch, no gradients.</summary>
    public abstract void Forward();

    /// <summary>The logits, computed once more: images × outputs.</summary>
    public abstract float[] Logits();

    public abstract void Dispose();
}
