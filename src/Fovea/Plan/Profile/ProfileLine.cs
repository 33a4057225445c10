namespace Fovea;

/// <summary>Which part of a run a call belongs to.</summary>
public enum ProfilePhase
{
    /// <summary>Weights are brought into the order kernels read: when parameters have changed, so in every step of training.</summary>
    Packing,

    /// <summary>From the images to the output.</summary>
    Forward,

    /// <summary>The objective and the gradients.</summary>
    Backward,
}

/// <summary>What one call of a plan costs. The rates follow from its time and from what it has to do at least.</summary>
/// <param name="Name">The call: <c>conv1 conv2d-direct 28×28×32 relu</c>.</param>
/// <param name="Phase">Which part of a run it belongs to.</param>
/// <param name="Milliseconds">Median of its time, the wait for the slowest thread included.</param>
/// <param name="Macs">Multiply-accumulates that it is declared as; 1 MAC = 2 FLOP.</param>
/// <param name="Bytes">Its inputs, outputs and weights, each counted once.</param>
/// <param name="Kernel">The algorithm, where there is a choice.</param>
/// <param name="Why">The facts that the choice was made by.</param>
public sealed record ProfileLine(string Name, ProfilePhase Phase, double Milliseconds, long Macs, long Bytes, string? Kernel, string? Why)
{
    /// <summary>Declared arithmetic a second; Winograd's algorithm does less than it declares and may exceed the processor's peak.</summary>
    public double Gflops => Rate(2 * Macs);

    /// <summary>10⁹ bytes a second; what is still in the cache may exceed memory's rate.</summary>
    public double GigabytesPerSecond => Rate(Bytes);

    /// <summary>Arithmetic intensity: FLOP for each byte.</summary>
    public double Intensity => Bytes == 0 ? 0 : 2.0 * Macs / Bytes;

    /// <summary>The name without the word that <see cref="Kernel"/> says: <c>conv1 28×28×32 relu</c>.</summary>
    public string ShortName => Kernel is null ? Name.Replace(" conv2d-", " ", StringComparison.Ordinal) : Name.Replace($" conv2d-{Kernel}", "", StringComparison.Ordinal);

    private double Rate(long count) => Milliseconds > 0 ? count / Milliseconds / 1e6 : 0;
}
