namespace Fovea.Kernels;

/// <summary>
/// One entry of a plan: a kernel with its memory. Every worker of the <see cref="Team"/> runs the same call with its own
/// <see cref="Step.Part"/>, or with several parts of a large one; a barrier follows each call.
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

    /// <summary>Into how many parts it can be cut before it does work twice or works on less than it keeps in the cache.</summary>
    public virtual int MostParts(int batch) => int.MaxValue;

    /// <summary>Computes this worker's part.</summary>
    public abstract void Run(in Step step);
}

/// <summary>What every call of one run may depend on.</summary>
/// <param name="Part">The part to compute, 0 … Parts − 1.</param>
/// <param name="Parts">Parts that the call is cut into.</param>
/// <param name="Batch">Images in this run, 1 … the plan's maximum.</param>
/// <param name="Seed">Seed of this run's random draws.</param>
/// <param name="Index">Number of the training step; counts the draws.</param>
public readonly record struct Step(int Part, int Parts, int Batch, ulong Seed, long Index)
{
    private readonly int worker, workers;

    /// <summary>Who computes it, 0 … Workers − 1: the owner of scratch memory. As the part, where each worker has one part.</summary>
    public int Worker => workers == 0 ? Part : worker;

    /// <summary>How many compute.</summary>
    public int Workers => workers == 0 ? Parts : workers;

    /// <summary>Part <paramref name="part"/> of <paramref name="parts"/>, computed by one of <paramref name="workers"/>.</summary>
    public Step Dealt(int part, int parts, int worker, int workers) => new(this, part, parts, worker, workers);

    private Step(in Step step, int part, int parts, int worker, int workers)
        : this(part, parts, step.Batch, step.Seed, step.Index)
        => (this.worker, this.workers) = (worker, workers);

    /// <summary>This part's contiguous share of <paramref name="units"/> equal pieces of work.</summary>
    public (int Start, int End) Share(int units)
        => ((int)((long)units * Part / Parts), (int)((long)units * (Part + 1) / Parts));

    /// <summary>The same where only the first <paramref name="owners"/> workers have scratch memory: an empty share for the others.</summary>
    public (int Start, int End) ShareAmong(int owners, int units)
        => Workers <= owners ? Share(units) : Part < owners ? (this with { Parts = owners }).Share(units) : (0, 0);
}
