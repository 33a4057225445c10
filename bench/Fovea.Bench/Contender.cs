namespace Fovea.Bench;

/// <summary>One engine with one case in memory, ready to run.</summary>
internal abstract class Contender(string name) : IDisposable
{
    public const float LearningRate = 0.01f, Momentum = 0.9f;

    public string Name { get; } = name;

    /// <summary>The logits of the batch, no gradients.</summary>
    public abstract void Forward();

    /// <summary>Forward, backward, SGD with momentum. Returns the loss before the update; reading it is part of the step.</summary>
    public abstract float Step();

    public abstract void Dispose();
}
