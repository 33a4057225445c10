namespace Fovea.Onnx;

/// <summary>Puts values into the order in memory that an op reads: nothing where the order is right, else nodes that move elements.</summary>
internal sealed class Reorder(Importer importer)
{
    private readonly Dictionary<(ImportNode Node, string Key), ImportNode> made = [];
    private readonly HashSet<ImportNode> moves = [];

    /// <summary>True for a node that only moves elements.</summary>
    public bool Moves(ImportNode node) => moves.Contains(node);

    /// <summary>The value as a node whose axes are groups of its ONNX axes, in that order.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">Name of the file's node, for the nodes that are made.</param>
    /// <param name="groups">For each axis of the node the ONNX axes in it; axes that are left out have size 1.</param>
    public ImportValue As(ImportValue value, string name, params int[][] groups)
    {
        Layout layout = value.Layout;
        Atom[] order = layout.Order(groups.SelectMany(g => g));
        if (order.Length != layout.Storage.Count) throw new OnnxNodeException($"an axis of {OnnxTensor.Text(value.Dims)} is larger than 1 where this op needs 1");
        Shape shape = Shape.Of([.. groups.Select(g => Layout.Size(layout.Order(g)))]);
        return InOrder(value, name, order, shape);
    }

    /// <summary>The value with its atoms in an order in memory, under a shape.</summary>
    public ImportValue InOrder(ImportValue value, string name, IReadOnlyList<Atom> order, Shape shape)
    {
        ImportNode node = value.Node;
        if (!value.Layout.Storage.SequenceEqual(order)) node = Transposed(node, name, value.Layout.Storage, order);
        return new ImportValue(Shaped(node, name, shape), value.Layout with { Storage = order });
    }

    /// <summary>
    /// The value with some axes innermost in memory, as the last axis of its node.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="name">Name of the file's node.</param>
    /// <param name="ordered">The index is the file's own.</param>
    /// <param name="axes">The ONNX axes.</param>
    public ImportValue Innermost(ImportValue value, string name, bool ordered, params int[] axes)
    {
        Layout layout = value.Layout;
        Atom[] last = layout.Order(axes);
        int size = Layout.Size(last);
        bool there = layout.IsInnermost(axes) && (!ordered || layout.Storage.TakeLast(last.Length).SequenceEqual(last));
        IReadOnlyList<Atom> order = there ? layout.Storage : [.. layout.Storage.Except(last), .. last];
        Shape shape = there && value.Node.Shape.Channels == size && value.Node.Shape.Rank is 1 or 3 && Last(value.Node.Shape) == size ? value.Node.Shape : PixelShape(layout, order, axes, size);
        return InOrder(value, name, order, shape);
    }

    /// <summary>A node under another shape, its elements as they are.</summary>
    public ImportNode Shaped(ImportNode node, string name, Shape shape)
    {
        if (node.Shape == shape) return node;
        return Once(node, $"{shape}", () => View(node, name, shape));
    }

    private ImportNode Once(ImportNode node, string key, Func<ImportNode> make)
    {
        if (made.TryGetValue((node, key), out ImportNode? before)) return before;
        ImportNode result = make();
        made.Add((node, key), result);
        return result;
    }

    // A reshape of a reshape is one.
    private ImportNode View(ImportNode node, string name, Shape shape)
    {
        while (moves.Contains(node) && node.Op is Reshape or Flatten) node = node.Inputs[0];
        if (node.Shape == shape) return node;
        return Moving(shape.Rank == 1 ? new Flatten() : new Reshape(shape), node, name, "reshape");
    }

    private ImportNode Transposed(ImportNode node, string name, IReadOnlyList<Atom> from, IReadOnlyList<Atom> to)
        => Once(node, $"{string.Join(' ', to.Select(a => Index(from, a)))} of {string.Join(' ', from.Select(a => a.Size))}", () =>
        {
            foreach (BlockMove move in BlockMove.Between(from, to))
            {
                ImportNode blocks = Shaped(node, name, Fovea.Shape.Image(move.First, move.Second, move.Third));
                node = Moving(new Transpose(move.Order[0], move.Order[1], move.Order[2]), blocks, name, "transpose");
            }
            return node;
        });

    private ImportNode Moving(Op op, ImportNode node, string name, string part)
    {
        ImportNode made = importer.Add(op, [node], $"{name}/{part}");
        moves.Add(made);
        return made;
    }

    private static int Index(IReadOnlyList<Atom> atoms, Atom atom)
    {
        for (int i = 0; i < atoms.Count; i++)
            if (atoms[i] == atom) return i;
        return -1;
    }

    private static int Last(Shape shape) => shape[shape.Rank - 1];

    // Maps where two axes besides the channels have more than one element, tokens for any others, a vector for none.
    private static Shape PixelShape(Layout layout, IReadOnlyList<Atom> order, int[] axes, int size)
    {
        int[] others = [.. Enumerable.Range(0, layout.Rank).Except(axes).Where(a => layout.Dims[a] > 1)];
        int pixels = Layout.Size(layout.Order(others));
        if (pixels == 1) return Fovea.Shape.Vector(size);
        if (others.Length == 2)
            foreach (int[] pair in (int[][])[others, [others[1], others[0]]])
                if (layout.Order(pair).SequenceEqual(order.Take(order.Count - layout.Order(axes).Length)))
                    return Fovea.Shape.Image(layout.Dims[pair[0]], layout.Dims[pair[1]], size);
        return Fovea.Shape.Image(pixels, 1, size);
    }
}
