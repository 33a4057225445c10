namespace Fovea.Kernels;

/// <summary>What this machine can do at most, as measured by <see cref="MachineProbe"/>: the roof that kernels are held against.</summary>
/// <param name="Threads">Threads that it was measured on.</param>
/// <param name="Gflops">GFLOP/s of nothing but fused multiply-adds in registers.</param>
/// <param name="ReadGigabytesPerSecond">Reading memory in order, in 10⁹ bytes a second.</param>
/// <param name="CopyGigabytesPerSecond">Copying memory in order: bytes read and bytes written.</param>
public sealed record MachinePeak(int Threads, double Gflops, double ReadGigabytesPerSecond, double CopyGigabytesPerSecond)
{
    /// <summary>FLOP for each byte from which on arithmetic is the limit and no longer memory.</summary>
    public double Ridge => Gflops / ReadGigabytesPerSecond;

    /// <summary>GFLOP/s that memory allows at most at an arithmetic intensity, in FLOP for each byte.</summary>
    public double Roof(double intensity) => Math.Min(Gflops, intensity * ReadGigabytesPerSecond);
}
