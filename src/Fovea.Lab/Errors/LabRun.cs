namespace Fovea.Lab;

/// <summary>What every part of a long analysis needs of its surroundings.</summary>
/// <param name="Threads">Of plans; 0 takes one for each processor.</param>
/// <param name="Seed">Of every random choice.</param>
/// <param name="Progress">Told what is being done.</param>
/// <param name="Cancel">Ends it.</param>
internal sealed record LabRun(int Threads, ulong Seed, IProgress<LabProgress>? Progress, CancellationToken Cancel)
{
    /// <summary>Reports progress, and ends the work when that was asked for.</summary>
    public void Say(string what, double done)
    {
        Cancel.ThrowIfCancellationRequested();
        Progress?.Report(new LabProgress(what, Math.Clamp(done, 0, 1)));
    }
}
