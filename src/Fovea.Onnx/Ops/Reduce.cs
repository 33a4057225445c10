namespace Fovea.Onnx;

/// <summary>Reductions over axes: over all but the channels they are the global poolings.</summary>
internal static class OnnxReduce
{
    public static void ImportMean(ImportStage s) => Import(s, new GlobalAveragePool(), 18);

    public static void ImportMaximum(ImportStage s) => Import(s, new GlobalMaxPool(), 18);

    private static void Import(ImportStage s, Op global, int attributeBefore)
    {
        ImportValue x = s.Value();
        bool keep = s.Attributes.Integer("keepdims", 1) != 0;
        int[]? axes = OnnxAxes.AxesOf(s, x.Rank, attributeBefore);
        if (axes is null or [])
        {
            if (axes is [] && s.Attributes.Integer("noop_with_empty_axes", 0) != 0)
            {
                s.Set(x);
                return;
            }
            axes = [.. Enumerable.Range(0, x.Rank)];
        }
        if (axes.Any(x.Layout.HasBatch)) throw new OnnxNodeException("it goes over the images of a batch", "a network is the function of one image");
        OnnxGlobalPool.Add(global, s, x, axes, keep);
    }
}
