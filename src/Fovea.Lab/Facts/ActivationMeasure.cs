using Fovea.Analysis;
using Fovea.Data;

namespace Fovea.Lab;

/// <summary>Runs images through a network and looks at what each convolution, dense layer and activation gives.</summary>
internal static class ActivationMeasure
{
    private const int Batch = 32;

    /// <summary>What they give; and, after training, the saturation of convolutions and dense layers by name.</summary>
    public static (ActivationFacts Facts, IReadOnlyDictionary<string, double>? Saturation) Of(Model model, Measurement m)
    {
        ImageDataset set = LabData.Spread(m.Data.Train, m.Options.Images);
        Node[] nodes = [.. model.Graph.Nodes.Where(n => n.Op is Conv2d or Dense or Activation)];
        // Without running statistics batch norm would pass the first weights' scale on: what training will see is the batch's own.
        bool training = !m.Options.Trained;
        float[] statistics = model.Parameters.Statistics.Span.ToArray();
        UnitSums[] sums = [.. nodes.Select(n => new UnitSums(n, m.Options.Trained && n.Op is Conv2d or Dense && n.Shape.Channels <= m.Options.MostChannels, m.Options.Seed))];
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = Math.Min(Batch, set.Count), Threads = m.Options.Threads, Training = training, Capture = [.. nodes.Select(n => n.Name)] });
        using var loader = new BatchLoader(set, InputFormat.Of(model), new LoaderOptions { BatchSize = Math.Min(Batch, set.Count), Shuffle = true, Seed = m.Options.Seed, EndEpoch = 1, DropLast = training });
        int images = 0;
        try
        {
            for (long step = 0; loader.TryNext(out Batch? batch, m.Cancel); step++)
            {
                plan.Load(batch.Pixels);
                plan.Run(m.Options.Seed, step);
                foreach (UnitSums s in sums) s.Add(plan);
                images += batch.Count;
                m.Say("activations", (double)images / set.Count);
            }
        }
        finally
        {
            statistics.CopyTo(model.Parameters.Statistics.Span);
            model.Parameters.MarkChanged();
        }
        var facts = new ActivationFacts { Images = images, Trained = m.Options.Trained, Nodes = [.. sums.Select(s => s.Result())] };
        return (facts, m.Options.Trained ? Saturation(nodes, sums, m) : null);
    }

    private static Dictionary<string, double> Saturation(Node[] nodes, UnitSums[] sums, Measurement m)
    {
        var found = new Dictionary<string, double>();
        for (int i = 0; i < nodes.Length; i++)
        {
            m.Cancel.ThrowIfCancellationRequested();
            m.Say("saturation", (double)i / nodes.Length);
            if (sums[i].Saturation() is { } share) found[nodes[i].Name] = share;
        }
        return found;
    }
}
