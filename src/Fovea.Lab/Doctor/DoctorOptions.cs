using Fovea.Training;

namespace Fovea.Lab;

/// <summary>How a network is examined.</summary>
public sealed record DoctorOptions
{
    /// <summary>How weights are going to move; its learning rate is what is judged.</summary>
    public Optimizer Optimizer { get; init; } = new Sgd();

    /// <summary>Images in a step.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>A fifth of the work: coarser, and enough for gross faults.</summary>
    public bool Quick { get; init; }

    /// <summary>Seed of first weights, order and shuffled labels.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads; 0 takes one for each processor. The findings do not depend on it.</summary>
    public int Threads { get; init; }
}
