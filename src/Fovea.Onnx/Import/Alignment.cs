namespace Fovea.Onnx;

/// <summary>Two values that an op reads element by element, the second stretched along axes where it has size 1.</summary>
/// <param name="Whole">The one that has every axis.</param>
/// <param name="Part">The other, in the same order in memory, with a shape that stretches to the first's.</param>
internal sealed record Alignment(ImportValue Whole, ImportValue Part)
{
    /// <summary>Aligns two values.</summary>
    /// <exception cref="OnnxNodeException">Each has an axis that the other lacks.</exception>
    public static Alignment Of(ImportStage s, ImportValue whole, ImportValue part)
    {
        int[] dims = whole.Dims;
        int missing = dims.Length - part.Rank;
        ImportValue padded = missing == 0 ? part : s.Reshaped(part, [.. Enumerable.Repeat(1, missing), .. part.Dims]);
        if (Enumerable.Range(0, dims.Length).Any(i => padded.Dims[i] != 1 && padded.Dims[i] != dims[i]))
            throw new OnnxNodeException($"it joins {OnnxTensor.Text(dims)} and {OnnxTensor.Text(part.Dims)}", "axes are alike, or 1");
        if (Refined(whole.Layout, padded.Layout) is not { } refined)
        {
            // Their axes are cut into different pieces: both come into the file's order, which has no pieces.
            whole = InFileOrder(s, whole);
            padded = InFileOrder(s, padded);
            refined = Refined(whole.Layout, padded.Layout)!.Value;
        }
        var (a, b, same) = refined;
        Atom[] order = [.. a.Storage.Where(same.ContainsKey).Select(x => same[x])];
        (Shape wholeShape, Shape partShape) = Shapes(whole.Node.Shape, a, same);
        ImportValue left = s.InOrder(whole with { Layout = a }, a.Storage, wholeShape);
        // A vector stretches over feature maps as it is.
        if (partShape.IsImage && partShape is { Height: 1, Width: 1 } && padded.Node.Shape.Rank == 1) partShape = Shape.Vector(partShape.Channels);
        ImportValue right = s.InOrder(padded with { Layout = b }, order, partShape);
        return new Alignment(left with { Layout = left.Layout.Reshaped(dims)! }, right);
    }

    private static ImportValue InFileOrder(ImportStage s, ImportValue value)
    {
        ImportValue flat = s.As(value, [[.. Enumerable.Range(0, value.Rank)]]);
        return flat with { Layout = Layout.Of([1, flat.Node.Shape.Channels], [1], value.Layout.Batch).Reshaped(value.Dims)! };
    }

    // Both layouts with an axis for each atom, cut alike, and which atom of the first is which of the second.
    private static (Layout Whole, Layout Part, Dictionary<Atom, Atom> Same)? Refined(Layout whole, Layout part)
    {
        List<int> wholeDims = [], partDims = [];
        var pairs = new List<(int, int)>();
        for (int i = 0; i < whole.Rank; i++)
        {
            int[] a = Sizes(whole, i), b = Sizes(part, i);
            if (b is not [1])
            {
                if (Common(a, b) is not { } common) return null;
                a = b = common;
                pairs.AddRange(common.Select((_, k) => (wholeDims.Count + k, partDims.Count + k)));
            }
            wholeDims.AddRange(a);
            partDims.AddRange(b);
        }
        if (whole.Reshaped(wholeDims) is not { } left || part.Reshaped(partDims) is not { } right) return null;
        return (left, right, pairs.Where(p => left.Dims[p.Item1] > 1).ToDictionary(p => left.Order([p.Item1])[0], p => right.Order([p.Item2])[0]));
    }

    private static int[] Sizes(Layout layout, int axis) => layout.Order([axis]) is { Length: > 0 } atoms ? [.. atoms.Select(a => a.Size)] : [1];

    // The coarsest sizes that both can be cut into.
    private static int[]? Common(int[] a, int[] b)
    {
        var result = new List<int>();
        Queue<int> left = new(a), right = new(b);
        int x = left.Dequeue(), y = right.Dequeue();
        while (true)
        {
            int size = Math.Min(x, y);
            if (x % size != 0 || y % size != 0) return null;
            result.Add(size);
            (x, y) = (x / size, y / size);
            if (x == 1 && !left.TryDequeue(out x)) x = 1;
            if (y == 1 && !right.TryDequeue(out y)) y = 1;
            if (x == 1 && y == 1) return [.. result];
        }
    }

    // A shape of the first whose axes are each wholly shared or wholly stretched, and the second's.
    private static (Shape Whole, Shape Part) Shapes(Shape shape, Layout a, Dictionary<Atom, Atom> same)
    {
        if (a.Storage.All(same.ContainsKey)) return (shape, shape);
        if (Split(shape, a, same) is { } part) return (shape, part);
        var runs = new List<(int Size, bool Shared)>();
        foreach (Atom atom in a.Storage)
        {
            bool shared = same.ContainsKey(atom);
            if (runs.Count > 0 && runs[^1].Shared == shared) runs[^1] = (runs[^1].Size * atom.Size, shared);
            else runs.Add((atom.Size, shared));
        }
        if (runs.Count > 3) throw new OnnxNodeException("its second value stretches along too many axes", "feature maps have three axes");
        while (runs.Count < 3) runs.Insert(runs.Count - 1, (1, false));
        return (Shape.Image(runs[0].Size, runs[1].Size, runs[2].Size), Shape.Image(PartSize(runs[0]), PartSize(runs[1]), PartSize(runs[2])));
    }

    private static int PartSize((int Size, bool Shared) run) => run.Shared ? run.Size : 1;

    private static Shape? Split(Shape shape, Layout a, Dictionary<Atom, Atom> same)
    {
        int next = 0;
        var part = new int[shape.Rank];
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            int size = 1, shared = 1;
            while (size < shape[axis] && next < a.Storage.Count)
            {
                size *= a.Storage[next].Size;
                if (same.ContainsKey(a.Storage[next])) shared *= a.Storage[next].Size;
                next++;
            }
            if (size != shape[axis] || (shared != 1 && shared != size)) return null;
            part[axis] = shared;
        }
        return Shape.Of(part);
    }
}
