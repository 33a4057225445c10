using Fovea.Data;
using Fovea.Training;

namespace Fovea.Lab;

/// <summary>A short training whose steps are watched and that may be ended by what is seen.</summary>
internal static class Trial
{
    /// <summary>Trains a model in place.</summary>
    /// <param name="model">Its weights change.</param>
    /// <param name="set">The images.</param>
    /// <param name="options">How.</param>
    /// <param name="seen">Told of each step with its own loss; false ends the training.</param>
    /// <param name="cancel">Of the caller.</param>
    /// <returns>False when it diverged.</returns>
    public static bool Run(Model model, ImageDataset set, TrainOptions options, Func<TrainProgress, double, bool> seen, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var watch = new Steps((p, loss) =>
        {
            if (!seen(p, loss)) stop.Cancel();
        });
        try
        {
            model.Train(set, options, watch, stop.Token);
        }
        catch (TrainingDivergedException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // It was ended by what was seen, before its first step.
        }
        cancel.ThrowIfCancellationRequested();
        return true;
    }

    // Progress has the mean over the epoch so far; all its batches are of the same size (DropLast), so the step's own loss follows.
    private sealed class Steps(Action<TrainProgress, double> seen) : IProgress<TrainProgress>
    {
        private double before;

        public void Report(TrainProgress p)
        {
            if (p.Finished is not null) return;
            double sum = p.Loss * p.Step, loss = p.Step == 1 ? p.Loss : sum - before;
            before = sum;
            seen(p, loss);
        }
    }
}
