using Fovea.Analysis;
using Fovea.Data;

namespace Fovea.Lab;

/// <summary>How far the last feature maps of a trained network really see.</summary>
internal static class FieldMeasure
{
    /// <summary>One image's gradient is noisy, the mean over a few dozen is smooth.</summary>
    private const int Most = 32;

    /// <summary>Side of the effective field by name of the node; empty when there is none, or no gradient reaches the image.</summary>
    public static IReadOnlyDictionary<string, double> Of(Model model, LintSubject subject, Measurement m)
    {
        if (!model.Graph.Input.Shape.IsImage || subject.LastMaps is not { } end) return new Dictionary<string, double>();
        m.Say("effective field", 0);
        ImageDataset set = LabData.Spread(m.Data.Train, Math.Min(Most, m.Options.Images));
        using var loader = new BatchLoader(set, InputFormat.Of(model), new LoaderOptions { BatchSize = set.Count, EndEpoch = 1 });
        if (!loader.TryNext(out Batch? batch, m.Cancel)) return new Dictionary<string, double>();
        using var images = new Tensor(batch.Shape, batch.Pixels, batch.Count);
        double side = EffectiveField.Of(model, end.Name, images, threads: m.Options.Threads).Side;
        m.Say("effective field", 1);
        return side > 0 ? new Dictionary<string, double> { [end.Name] = side } : new Dictionary<string, double>();
    }
}
