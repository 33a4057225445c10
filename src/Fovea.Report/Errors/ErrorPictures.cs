using Fovea.Data;
using Fovea.Explain;
using Fovea.Lab;

namespace Fovea.Report;

/// <summary>A wrong answer beside what spoke for it and what spoke for the label, both maps on one colour scale.</summary>
/// <param name="Mistake">The answer.</param>
/// <param name="Image">As the network sees it.</param>
/// <param name="ForAnswer">The map for the answer over the image; null without feature maps.</param>
/// <param name="ForLabel">The map for the label over the image; null without feature maps.</param>
/// <param name="Scale">Of both maps.</param>
internal sealed record MistakePicture(SureMistake Mistake, PixelImage Image, PixelImage? ForAnswer, PixelImage? ForLabel, ValueScale Scale);

/// <summary>A cluster: its mean image, its mean map, the window, and some of its images.</summary>
/// <param name="Cluster">What was found.</param>
/// <param name="Mean">Mean image with the window's frame.</param>
/// <param name="Map">Mean map over the mean image, with the frame.</param>
/// <param name="Examples">Some images with the frame.</param>
internal sealed record ClusterPicture(ExplanationCluster Cluster, PixelImage Mean, PixelImage Map, IReadOnlyList<PixelImage> Examples);

/// <summary>The images that an error report shows, as the network sees them.</summary>
internal sealed class ErrorPictures(ErrorReport report, Model model, ImageDataset set, ImageDataset? training)
{
    private const int LongSide = 132, MostGallery = 24, MostPairs = 18, MostClusters = 10, Examples = 4, MostAveraged = 200;
    private readonly InputFormat format = InputFormat.Of(model);

    internal ErrorReport Report => report;

    /// <summary>One colour scale for all clusters' mean maps.</summary>
    internal ValueScale ClusterScale { get; } = ValueScale.Of(report.Clusters.Clusters.Select(c => c.Map.ToArray()));

    internal IEnumerable<MistakePicture> Mistakes() => report.Mistakes.Select(m =>
    {
        PixelImage image = Image(set, m.Index);
        if (m is not { ForAnswer: { } answer, ForLabel: { } label }) return new MistakePicture(m, image, null, null, default);
        ValueScale scale = ValueScale.Of(answer.Positive(), label.Positive());
        return new MistakePicture(m, image, Over(image, answer, scale), Over(image, label, scale), scale);
    });

    internal IEnumerable<(LabelError Suspect, PixelImage Image)> Suspects() => report.Labels.Suspects.Take(MostGallery).Select(s => (s, Image(set, s.Index)));

    internal IEnumerable<(NearDuplicate Pair, PixelImage One, PixelImage Other)> Duplicates()
        => report.Duplicates.Pairs.Where(p => !p.Across || training is not null).Take(MostPairs).Select(p => (p, Image(set, p.Index), Image(p.Across ? training! : set, p.OtherIndex)));

    internal IEnumerable<(StrangeImage Strange, PixelImage Image)> Strange() => report.Strange.Strangest.Take(MostGallery / 2).Select(s => (s, Image(set, s.Index)));

    /// <summary>Shortcuts first, then what was tried and the rest, most striking first.</summary>
    internal IEnumerable<ClusterPicture> Clusters() => report.Clusters.Clusters.OrderByDescending(c => c.Test is { Confirmed: true }).Take(MostClusters).Select(c =>
    {
        PixelImage mean = Mean(c.Images);
        int grid = report.Clusters.Grid;
        var cam = new CamPicture { Image = mean, Map = [.. c.Map], MapHeight = grid, MapWidth = grid, Actual = c.Class, Predicted = c.Class, Probability = 1 };
        return new ClusterPicture(c, Framed(mean, c.Window), Framed(Blend.Over(mean, CamOverlay.Draw(cam, LongSide, ClusterScale, 200)), c.Window),
            [.. c.Images.Take(Examples).Select(i => Framed(Image(set, i), c.Window))]);
    });

    private PixelImage Framed(PixelImage image, PixelWindow window)
    {
        // A map is enlarged already: then it is only copied.
        PixelImage large = Enlarge.ToFit(image, Math.Max(LongSide, Math.Max(image.Height, image.Width)));
        var copy = new PixelImage(large.Height, large.Width, large.Channels, [.. large.Pixels]);
        Blend.Frame(copy, format.Shape.Height, format.Shape.Width, window.Top, window.Left, window.Height, window.Width);
        return copy;
    }

    private static PixelImage Over(PixelImage image, Explanation why, ValueScale scale) => Blend.Over(image, CamOverlay.Draw(new CamPicture
    {
        Image = image,
        Map = why.Positive(),
        MapHeight = why.Height,
        MapWidth = why.Width,
        Actual = "",
        Predicted = "",
        Probability = 0,
    }, LongSide, scale));

    private PixelImage Image(ImageDataset from, int index)
    {
        Image image = format.Fit(from.Read(index), from.Id(index));
        return new PixelImage(image.Height, image.Width, image.Channels, image.Pixels);
    }

    private PixelImage Mean(IReadOnlyList<int> images)
    {
        double[] sums = new double[format.Shape.Count];
        int count = Math.Min(images.Count, MostAveraged);
        for (int k = 0; k < count; k++)
        {
            byte[] pixels = Image(set, images[k]).Pixels;
            for (int i = 0; i < sums.Length; i++) sums[i] += pixels[i];
        }
        return new PixelImage(format.Shape.Height, format.Shape.Width, format.Shape.Channels, [.. sums.Select(s => (byte)Math.Round(s / count))]);
    }
}
