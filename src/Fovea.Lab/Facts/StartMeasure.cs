using Fovea.Analysis;
using Fovea.Data;

namespace Fovea.Lab;

/// <summary>The loss of the first weights, in the mode in which they will be trained.</summary>
internal static class StartMeasure
{
    private const int Most = 512;

    public static StartFacts FirstLoss(Model model, Measurement m)
    {
        m.Say("first loss", 0);
        ImageDataset set = LabData.Spread(m.Data.Train, Math.Min(Most, m.Options.Images));
        int batch = Math.Min(m.Options.Batch, set.Count);
        float[] statistics = model.Parameters.Statistics.Span.ToArray();
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = batch, Threads = m.Options.Threads, Training = true, Objective = Objective.CrossEntropy() });
        using var loader = new BatchLoader(set, InputFormat.Of(model), new LoaderOptions { BatchSize = batch, Shuffle = true, DropLast = true, Seed = m.Options.Seed, EndEpoch = 1 });
        double sum = 0, squares = 0;
        int count = 0;
        for (long step = 0; loader.TryNext(out Batch? images, m.Cancel); step++)
        {
            plan.Load(images.Pixels);
            images.Labels.AsSpan(0, images.Count).CopyTo(plan.Labels);
            plan.Run(m.Options.Seed, step);
            foreach (float v in plan.Values)
            {
                sum += v;
                squares += (double)v * v;
            }
            count += images.Count;
        }
        statistics.CopyTo(model.Parameters.Statistics.Span);
        model.Parameters.MarkChanged();
        double mean = sum / count, deviation = Math.Sqrt(Math.Max(0, squares / count - mean * mean));
        return new StartFacts { FirstLoss = mean, Within = ShareInterval.Z95 * deviation / Math.Sqrt(count), Images = count };
    }
}
