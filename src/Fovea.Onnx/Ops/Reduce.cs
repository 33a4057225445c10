using Fovea.Kernels;

namespace Fovea.Onnx;

/// <summary><see cref="Reduce"/> is ONNX's reduction of the same name; axes stay with size 1.</summary>
internal static class OnnxReduce
{
    public static void Export(Reduce op, ExportStage s)
    {
        bool image = s.InputShape().IsImage;
        var axes = new List<long>();
        if (op.Channels) axes.Add(1);
        if (op.Height && image) axes.Add(2);
        if (op.Width && image) axes.Add(3);
        s.Emit("Reduce" + op.Kind, [s.Input(), s.Integers("axes", [.. axes])], Tensors.Int("keepdims", 1));
    }

    /// <summary>A reduction; a mean or a maximum over all but the channels is a global pooling.</summary>
    public static Action<ImportStage> Import(ReduceKind kind) => s => Import(s, kind);

    private static void Import(ImportStage s, ReduceKind kind)
    {
        ImportValue x = s.Value();
        bool keep = s.Attributes.Integer("keepdims", 1) != 0;
        int[] axes = OnnxAxes.AxesOf(s, x.Rank, attributeBefore: kind == ReduceKind.Sum ? 13 : 18) ?? [];
        if (axes.Length == 0)
        {
            if (s.Attributes.Integer("noop_with_empty_axes", 0) != 0)
            {
                s.Set(x);
                return;
            }
            axes = [.. Enumerable.Range(0, x.Rank)];
        }
        if (axes.Any(x.Layout.HasBatch)) throw new OnnxNodeException("it goes over the images of a batch", "a network is the function of one image");
        if (s.IsLayer && x.Rank is 2 or 4)
        {
            ImportNode layer = s.Add(new Reduce(kind, axes.Contains(2), axes.Contains(3), axes.Contains(1)), [x.Node]);
            s.Set(new ImportValue(layer, x.Layout.Like([.. x.Dims.Select((d, i) => axes.Contains(i) ? 1 : d)], x.Rank == 4 ? [2, 3, 1] : [1])));
            return;
        }
        Op? global = kind switch { ReduceKind.Mean => new GlobalAveragePool(), ReduceKind.Max => new GlobalMaxPool(), _ => null };
        int[] kept = [.. Enumerable.Range(0, x.Rank).Where(a => !axes.Contains(a) && x.Dims[a] > 1)];
        if (global is not null && kept.Length == 1 && x.Node.Shape.IsImage && x.Layout.IsInnermost(kept)) OnnxGlobalPool.Add(global, s, x, axes, keep);
        else Runs(s, kind, x, axes, kept, keep);
    }

    // The atoms in runs of reduced and kept ones, each an axis of the node; more than three are put together.
    private static void Runs(ImportStage s, ReduceKind kind, ImportValue x, int[] axes, int[] kept, bool keep)
    {
        HashSet<Atom> gone = [.. x.Layout.Order(axes)];
        IReadOnlyList<Atom> order = x.Layout.Storage;
        if (Count(order, gone) > 3) order = [.. x.Layout.Order(kept), .. order.Where(gone.Contains)];
        var sizes = new List<(int Size, bool Gone)>();
        foreach (Atom atom in order)
        {
            bool isGone = gone.Contains(atom);
            if (sizes.Count > 0 && sizes[^1].Gone == isGone) sizes[^1] = (sizes[^1].Size * atom.Size, isGone);
            else sizes.Add((atom.Size, isGone));
        }
        if (gone.Count == 0)
        {
            // Over axes of size 1: a value is its own mean and sum, and its amount is its norm.
            ImportNode same = kind is ReduceKind.L1 or ReduceKind.L2 ? s.Add(new Abs(), [x.Node]) : x.Node;
            s.Set(new ImportValue(same, new Layout(x.Layout.Storage, [.. keep ? x.Layout.Axes : x.Layout.Axes.Where((_, i) => !axes.Contains(i))])));
            return;
        }
        while (sizes.Count < 3) sizes.Insert(Math.Max(sizes.Count - 1, 0), (1, false));
        ImportValue value = s.InOrder(x, order, Shape.Image(sizes[0].Size, sizes[1].Size, sizes[2].Size));
        ImportNode made = s.Add(new Reduce(kind, sizes[0].Gone, sizes[1].Gone, sizes[2].Gone), [value.Node]);
        IEnumerable<IReadOnlyList<Atom>> left = value.Layout.Axes.Select(a => (IReadOnlyList<Atom>)[.. a.Where(atom => !gone.Contains(atom))]);
        s.Set(new ImportValue(made, new Layout([.. order.Where(a => !gone.Contains(a))], [.. keep ? left : left.Where((_, i) => !axes.Contains(i))])));
    }

    private static int Count(IReadOnlyList<Atom> atoms, HashSet<Atom> gone) => atoms.Where((a, i) => i == 0 || gone.Contains(a) != gone.Contains(atoms[i - 1])).Count();
}
