namespace Fovea.Onnx;

/// <summary><see cref="GlobalMaxPool"/> and <see cref="GlobalAveragePool"/>: ONNX's leave maps of 1×1, so Flatten follows.</summary>
internal static class OnnxGlobalPool
{
    public static void Export(GlobalMaxPool op, ExportStage s) => Export("GlobalMaxPool", s);

    public static void Export(GlobalAveragePool op, ExportStage s) => Export("GlobalAveragePool", s);

    private static void Export(string op, ExportStage s) => s.Emit("Flatten", [s.Part(op, [s.Input()])], Tensors.Int("axis", 1));

    public static void ImportAverage(ImportStage s) => Import(new GlobalAveragePool(), s);

    public static void ImportMaximum(ImportStage s) => Import(new GlobalMaxPool(), s);

    private static void Import(Op op, ImportStage s)
    {
        ImportValue x = s.Value();
        if (x.Rank < 3) throw new OnnxNodeException($"it reads {OnnxTensor.Text(x.Dims)}", "its input is N × C × H × W, or N × C × L");
        Add(op, s, x, [.. Enumerable.Range(2, x.Rank - 2)], keepAxes: true);
    }

    /// <summary>Pools over some axes.</summary>
    /// <param name="op">The pooling.</param>
    /// <param name="s">The node.</param>
    /// <param name="x">What it reads.</param>
    /// <param name="axes">The axes; all others become the channels.</param>
    /// <param name="keepAxes">They stay with size 1.</param>
    public static void Add(Op op, ImportStage s, ImportValue x, int[] axes, bool keepAxes)
    {
        int[] kept = [.. Enumerable.Range(0, x.Rank).Except(axes)], channels = [.. kept.Where(a => x.Dims[a] > 1)];
        Atom[] inner = x.Layout.Order(kept);
        ImportValue value = s.Innermost(x, ordered: false, channels);
        ImportNode node = value.Node.Shape.IsImage ? s.Add(op, [value.Node]) : value.Node;
        IEnumerable<IReadOnlyList<Atom>> left = value.Layout.Axes.Select((a, i) => axes.Contains(i) ? [] : a);
        s.Set(new ImportValue(node, new Layout([.. value.Layout.Storage.TakeLast(inner.Length)], [.. keepAxes ? left : left.Where((_, i) => !axes.Contains(i))])));
    }
}
