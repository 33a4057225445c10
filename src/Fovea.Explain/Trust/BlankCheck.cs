namespace Fovea.Explain;

/// <summary>Recognises maps that show nothing: of one value, not finite, of one pixel or of hardly more.</summary>
/// <remarks>Source: what users of CAM packages meet after a wrong choice of layer; the limit of 2×2 is ours.</remarks>
internal static class BlankCheck
{
    public static TrustCheck[] Of(TrustSite s) => s.Each(n =>
    {
        Explanation e = s.Explanations[n];
        int bad = e.Map.Count(v => !float.IsFinite(v));
        (TrustVerdict verdict, string says) = bad > 0 ? (TrustVerdict.Fails, $"{bad} of {e.Map.Count} values are NaN or infinite")
            : e.Map.Count == 1 ? (TrustVerdict.Fails, "the map has one value: choose an earlier layer")
            : e.Minimum == e.Maximum ? (TrustVerdict.Fails, e.Minimum == 0 ? "the map is zero everywhere" : "the map has the same value everywhere")
            : e.Height <= 2 && e.Width <= 2 ? (TrustVerdict.Doubtful, $"the map has only {e.Height}×{e.Width} values: choose an earlier layer for detail")
            : (TrustVerdict.Passes, $"{e.Height}×{e.Width} values that differ");
        return new TrustCheck("content", verdict, e.Map.Distinct().Count(), "more than 2×2 values", "ours", says);
    });
}
