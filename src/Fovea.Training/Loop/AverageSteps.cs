using Fovea.Kernels;

namespace Fovea.Training;

/// <summary>
/// Keeps a moving average of the weights in a model of its own. The decay of step t is at most about 1 − 9/(t + 9), in powers of
/// two, so that each is a call made once.
/// </summary>
internal sealed class AverageSteps : IDisposable
{
    private readonly Call[][] calls;
    private readonly Model source;

    public AverageSteps(Model source, float decay)
    {
        this.source = source;
        Model = source.With();
        var steps = new List<Call[]>();
        for (int k = 0; ; k++)
        {
            float rising = 1 - MathF.ScaleB(1, -k);
            float now = Math.Min(decay, rising);
            steps.Add([new AverageUpdate($"weight average {now}", source.Parameters.Trainable, Model.Parameters.Trainable, now)]);
            if (rising >= decay || k == 24) break;
        }
        calls = [.. steps];
    }

    /// <summary>The averaged weights; its running statistics are the source's after <see cref="TakeStatistics"/>.</summary>
    public Model Model { get; }

    /// <summary>Adds the weights after step <paramref name="step"/> (from 0).</summary>
    public void Run(Team team, long step)
    {
        int k = Math.Min(calls.Length - 1, System.Numerics.BitOperations.Log2((ulong)(step + 9) / 9));
        team.Run(calls[k], 1, 1, 0, 0);
        Model.Parameters.MarkChanged();
    }

    /// <summary>Running statistics are averages already: the average model uses the newest.</summary>
    public void TakeStatistics()
    {
        source.Parameters.Statistics.Span.CopyTo(Model.Parameters.Statistics.Span);
        Model.Parameters.MarkChanged();
    }

    public void Dispose() => Model.Dispose();
}
