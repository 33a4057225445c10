namespace Fovea.Onnx;

/// <summary>
/// Which ONNX axis of a value is which axis of its node. Reshapes and transpositions change the labels alone; nothing moves until an op
/// needs another order in memory.
/// </summary>
/// <param name="Storage">The atoms in the order of the node's memory, outermost first.</param>
/// <param name="Axes">For each ONNX axis its atoms, outermost first; an axis of size 1 has none, or the batch.</param>
internal sealed record Layout(IReadOnlyList<Atom> Storage, IReadOnlyList<IReadOnlyList<Atom>> Axes)
{
    /// <summary>Sizes of the ONNX axes.</summary>
    public int[] Dims => [.. Axes.Select(Size)];

    /// <summary>Number of ONNX axes.</summary>
    public int Rank => Axes.Count;

    /// <summary>A layout of fresh atoms.</summary>
    /// <param name="dims">Sizes of the ONNX axes.</param>
    /// <param name="storage">The axes in the order of memory.</param>
    /// <param name="batch">The batch axis, when it is to be watched: the first of the dims.</param>
    public static Layout Of(IReadOnlyList<int> dims, int[] storage, Atom? batch = null)
    {
        IReadOnlyList<Atom>[] axes = [.. dims.Select((d, i) => d > 1 ? [new Atom(d)] : i == 0 && batch is not null ? [batch] : (Atom[])[])];
        return new Layout([.. storage.SelectMany(a => axes[a]).Where(a => !a.IsBatch)], axes);
    }

    /// <summary>A layout of fresh atoms for as many axes, the batch where it is here.</summary>
    /// <param name="dims">Sizes of the ONNX axes.</param>
    /// <param name="storage">The axes in the order of memory.</param>
    public Layout Like(IReadOnlyList<int> dims, int[] storage)
    {
        Layout fresh = Of(dims, storage);
        if (Batch is not { } batch) return fresh;
        int at = Enumerable.Range(0, Rank).First(HasBatch);
        if (at >= dims.Count) throw new OnnxNodeException($"the images of a batch are axis {at} of {OnnxTensor.Text(Dims)}", "a network is the function of one image");
        return fresh with { Axes = [.. fresh.Axes.Select((a, i) => (IReadOnlyList<Atom>)(i == at ? [batch, .. a] : a))] };
    }

    /// <summary>The atoms of axes, one axis behind the other, without the batch.</summary>
    public Atom[] Order(IEnumerable<int> axes) => [.. axes.SelectMany(a => Axes[a]).Where(a => !a.IsBatch)];

    /// <summary>True when the axis carries the images of a batch.</summary>
    public bool HasBatch(int axis) => Axes[axis].Any(a => a.IsBatch);

    /// <summary>The batch, when it is watched.</summary>
    public Atom? Batch => Axes.SelectMany(a => a).FirstOrDefault(a => a.IsBatch);

    /// <summary>The axes in another order.</summary>
    public Layout Permuted(IReadOnlyList<int> order) => this with { Axes = [.. order.Select(a => Axes[a])] };

    /// <summary>The axes regrouped; null when a new axis would cut across the atoms.</summary>
    public Layout? Reshaped(IReadOnlyList<int> dims)
    {
        List<Atom> storage = [.. Storage], rest = [.. Axes.SelectMany(a => a)];
        var axes = new List<List<Atom>>();
        int next = 0;
        foreach (int dim in dims)
        {
            var axis = new List<Atom>();
            int size = 1;
            while (next < rest.Count && (size < dim || (rest[next].IsBatch && axis.Count == 0)))
            {
                Atom atom = rest[next];
                int need = dim / size;
                if (atom.IsBatch || need % atom.Size == 0)
                {
                    next++;
                }
                else
                {
                    if (dim % size != 0 || atom.Size % need != 0) return null;
                    Atom outer = new(need), inner = new(atom.Size / need);
                    int at = storage.IndexOf(atom);
                    storage[at] = outer;
                    storage.Insert(at + 1, inner);
                    rest[next] = inner;
                    atom = outer;
                }
                axis.Add(atom);
                size *= atom.Size;
            }
            if (size != dim) return null;
            axes.Add(axis);
        }
        if (rest.Skip(next).Any(a => !a.IsBatch)) return null;
        if (axes.Count > 0) axes[^1].AddRange(rest.Skip(next));
        return new Layout(storage, axes);
    }

    /// <summary>True when the innermost part of memory is exactly some axes.</summary>
    public bool IsInnermost(IEnumerable<int> axes)
    {
        Atom[] wanted = Order(axes);
        return wanted.Length <= Storage.Count && !Storage.Skip(Storage.Count - wanted.Length).Except(wanted).Any();
    }

    /// <summary>
    /// For each element along the innermost part of memory, its index along some axes; null when that part is not exactly these axes.
    /// </summary>
    public int[]? Innermost(IEnumerable<int> axes)
    {
        Atom[] wanted = Order(axes);
        if (wanted.Length > Storage.Count) return null;
        Atom[] inner = [.. Storage.Skip(Storage.Count - wanted.Length)];
        if (inner.Except(wanted).Any()) return null;
        int count = Size(wanted);
        var strides = new Dictionary<Atom, int>();
        int stride = 1;
        foreach (Atom atom in wanted.Reverse())
        {
            strides.Add(atom, stride);
            stride *= atom.Size;
        }
        (int Size, int Stride)[] steps = [.. inner.Reverse().Select(a => (a.Size, strides[a]))];
        var index = new int[count];
        for (int i = 0; i < count; i++)
        {
            int left = i;
            foreach ((int size, int step) in steps)
            {
                index[i] += left % size * step;
                left /= size;
            }
        }
        return index;
    }

    /// <summary>The layout behind an op that replaces one axis, the innermost in memory, by another of that size.</summary>
    public Layout WithInnermost(int axis, int size)
    {
        Atom[] old = Order([axis]), fresh = size > 1 ? [new Atom(size)] : [];
        return new Layout([.. Storage.Take(Storage.Count - old.Length), .. fresh],
            [.. Axes.Select((a, i) => i == axis ? [.. a.Where(x => x.IsBatch), .. fresh] : a)]);
    }

    /// <summary>The axes in the order of memory; null when one is cut into pieces that do not lie together.</summary>
    public int[]? InMemory()
    {
        var order = new List<int>();
        foreach (Atom atom in Storage)
        {
            int axis = Enumerable.Range(0, Rank).First(a => Axes[a].Contains(atom));
            if (order.Count == 0 || order[^1] != axis) order.Add(axis);
        }
        return Order(order).SequenceEqual(Storage) ? [.. order] : null;
    }

    /// <summary>Product of sizes.</summary>
    public static int Size(IEnumerable<Atom> atoms) => atoms.Aggregate(1, (n, a) => checked(n * a.Size));

    /// <summary>Where each element of memory stands in the ONNX tensor.</summary>
    public int[] ToOnnx() => Innermost(Enumerable.Range(0, Rank))!;
}
