namespace Fovea.Kernels;

/// <summary>
/// One entry of a plan: a kernel with its memory. Every worker of the <see cref="Team"/> runs the same call with its own
/// <see cref="Step.Part"/>; a barrier follows each call.
/// </summary>
/// <remarks>
/// <see cref="Run"/> allocates nothing, and what it computes for an output element does not depend on
/// <see cref="Step.Parts"/>: only who computes it does. That is what makes results independent of the thread count.
/// </remarks>
/// <param name="name">What it does.</param>
/// <param name="work">What it has to do at least.</param>
public abstract class Call(string name, Work work = default)
{
    /// <summary>What it does, for plan listings and profiles: <c>conv1 conv2d-direct 28×28×32</c>.</summary>
    public string Name { get; } = name;

    /// <summary>What it has to do at least, for profiles.</summary>
    public Work Work { get; } = work;

    /// <summary>Computes this worker's part.</summary>
    public abstract void Run(in Step step);
}

/// <summary>What every call of one run may depend on.</summary>
/// <param name="Part">This worker, 0 … Parts − 1.</param>
/// <param name="Parts">Workers.</param>
/// <param name="Batch">Images in this run, 1 … the plan's maximum.</param>
/// <param name="Seed">Seed of this run's random draws.</param>
/// <param name="Index">Number of the training step; counts the draws.</param>
public readonly record struct Step(int Part, int Parts, int Batch, ulong Seed, long Index)
{
    /// <summary>This worker's contiguous share of <paramref name="units"/> equal pieces of work.</summary>
    public (int Start, int End) Share(int units)
        => ((int)((long)units * Part / Parts), (int)((long)units * (Part + 1) / Parts));
}
