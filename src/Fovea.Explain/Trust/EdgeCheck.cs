namespace Fovea.Explain;

/// <summary>Is the map more than the edges of the image?</summary>
/// <remarks>
/// Formula: Spearman's correlation of the map's magnitude, on the image's pixels, with the image's Sobel edges.
/// Source: the edge-detector control of Adebayo et al. 2018; the threshold is ours. Objects have edges, so this only makes a map doubtful.
/// </remarks>
internal static class EdgeCheck
{
    public static TrustCheck[] Of(TrustSite s) => s.Each(n =>
    {
        if (s.IsBlank(n)) return Check(TrustVerdict.NotApplicable, null, s.Options, "nothing to compare");
        Shape shape = s.Images.Shape;
        float[] map = [.. MapStatistics.Enlarged(s.Explanations[n], shape).Select(Math.Abs)];
        double alike = MapStatistics.Spearman(map, SobelEdges.Of(s.Images.Image(n), shape));
        return alike > s.Options.MostEdges
            ? Check(TrustVerdict.Doubtful, alike, s.Options, $"{RandomisationCheck.Two(alike)} alike with the image's edges: it may show the image more than the network")
            : Check(TrustVerdict.Passes, alike, s.Options, $"{RandomisationCheck.Two(alike)} alike with the image's edges");
    });

    private static TrustCheck Check(TrustVerdict verdict, double? value, TrustOptions o, string says)
        => new("edge control", verdict, value, $"at most {RandomisationCheck.Two(o.MostEdges)}", "Adebayo et al. 2018; threshold ours", says);
}
