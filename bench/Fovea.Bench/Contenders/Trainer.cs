namespace Fovea.Bench;

/// <summary>One engine with one network, its images and its labels in memory, ready to train.</summary>
internal abstract class Trainer(string name) : IDisposable
{
    public const float LearningRate = 0.01f, Momentum = 0.9f;

    public string Name { get; } = name;

    /// <summary>Forward, backward, SGD with momentum. Returns the loss before the update; reading it is part of the step.</summary>
    public abstract float Step();

    public abstract void Dispose();
}
