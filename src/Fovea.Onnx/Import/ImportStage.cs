namespace Fovea.Onnx;

/// <summary>One node of the file on its way into the network: what it reads, and where its nodes go.</summary>
internal sealed class ImportStage(Importer importer, OnnxNode node)
{
    /// <summary>The node of the file.</summary>
    public OnnxNode Node => node;

    /// <summary>Version of ONNX's ops.</summary>
    public int Opset => importer.Graph.Opset;

    /// <summary>The node's attributes.</summary>
    public OnnxAttributes Attributes => node.Attributes;

    /// <summary>Number of inputs, with absent ones.</summary>
    public int Inputs => node.Inputs.Count;

    /// <summary>Number of images that the file was written for; 1 when it takes any number.</summary>
    public int FixedBatch => importer.FixedBatch;

    /// <summary>True when Fovea wrote the file: what it wrote as a layer of its own stays one.</summary>
    public bool IsFoveas => importer.IsFoveas;

    /// <summary>True when Fovea wrote the node as a layer, or as the last part of one.</summary>
    public bool IsLayer => IsFoveas && !node.Name.Contains('/');

    /// <summary>
    /// True when this node may go into the one that it reads: nobody else reads that one, and in a file of Fovea's the two were one layer.
    /// </summary>
    public bool MayJoin(ImportNode made) => made.Readers == 1 && (!IsFoveas || Layer(made.Name) == Layer(node.Outputs[0]));

    private static string Layer(string name) => name.Split('/')[0];

    /// <summary>True when the input is there.</summary>
    public bool Has(int input) => input < Inputs && node.Inputs[input].Length > 0;

    /// <summary>True when the input is there and known before any image is.</summary>
    public bool IsConstant(int input) => Has(input) && importer.Constants.ContainsKey(node.Inputs[input]);

    /// <summary>An input that depends on the image.</summary>
    /// <exception cref="OnnxNodeException">It is a constant or absent.</exception>
    public ImportValue Value(int input = 0) => !Has(input) ? throw new OnnxNodeException($"input {input} is missing")
        : importer.Find(node.Inputs[input]) ?? throw new OnnxNodeException($"input {input} ('{node.Inputs[input]}') is a constant", "it is what the network computes");

    /// <summary>An input that does not.</summary>
    /// <exception cref="OnnxNodeException">It depends on the image or is absent.</exception>
    public OnnxTensor Constant(int input, string what) => Optional(input, what) ?? throw new OnnxNodeException($"its {what} (input {input}) is missing");

    /// <summary>An input that does not and may be absent.</summary>
    /// <exception cref="OnnxNodeException">It depends on the image.</exception>
    public OnnxTensor? Optional(int input, string what) => !Has(input) ? null
        : importer.Constants.TryGetValue(node.Inputs[input], out OnnxTensor? tensor) ? tensor
        : throw new OnnxNodeException($"its {what} ('{node.Inputs[input]}') depends on the image", $"the {what} of this op is a constant");

    /// <summary>An input of one number that does not depend on the image and may be absent.</summary>
    /// <exception cref="OnnxNodeException">It depends on the image, or has another number of elements.</exception>
    public float? Number(int input, string what) => Optional(input, what) is not { } tensor ? null
        : tensor.Count == 1 ? tensor.ToFloats()[0]
        : throw new OnnxNodeException($"its {what} has {tensor.Count} numbers", $"the {what} of this op is one number");

    /// <summary>As many numbers, all the same: they are not in the file.</summary>
    public float[] Fill(float number, int count) => importer.Fill(number, count);

    /// <summary>As many indices, all zero.</summary>
    public int[] Zeros(int count) => importer.Zeros(count);

    /// <summary>For each element along the innermost axes of a value, its index as the file counts it.</summary>
    public int[] Index(ImportValue value, params int[] axes) => importer.Index(value, axes);

    /// <summary>A value as feature maps height × width × channels, the channels in memory in any order; <see cref="Index"/> says which.</summary>
    /// <param name="value">N × C × H × W, or N × C × L for maps of one row.</param>
    /// <param name="ordered">The channels are in the file's order.</param>
    /// <exception cref="OnnxNodeException">It has other axes.</exception>
    public ImportValue Maps(ImportValue value, bool ordered = false)
    {
        if (value.Rank is not (3 or 4)) throw new OnnxNodeException($"it reads {OnnxTensor.Text(value.Dims)}", "its input is N × C × H × W, or N × C × L");
        int[] rows = value.Rank == 4 ? [2] : [], columns = [value.Rank - 1];
        Layout layout = value.Layout;
        Atom[] pixels = layout.Order([.. rows, .. columns]);
        IReadOnlyList<Atom> order = [.. pixels, .. layout.Order([1])];
        if (!ordered && layout.IsInnermost([1]) && layout.Storage.Take(pixels.Length).SequenceEqual(pixels)) order = layout.Storage;
        if (order.Count != layout.Storage.Count) throw new OnnxNodeException($"it reads {OnnxTensor.Text(value.Dims)}", "a network reads one image", "the first axis is the batch");
        return importer.Reorder.InOrder(value, node.Outputs[0], order, Shape.Image(value.Rank == 4 ? value.Dims[2] : 1, value.Dims[^1], value.Dims[1]));
    }

    /// <summary>A value with some axes innermost in memory, as the last axis of its node.</summary>
    /// <param name="value">The value.</param>
    /// <param name="ordered">The index is the file's own.</param>
    /// <param name="axes">The axes.</param>
    public ImportValue Innermost(ImportValue value, bool ordered, params int[] axes)
        => importer.Reorder.Innermost(value, node.Outputs[0], ordered, axes);

    /// <summary>A value whose node has groups of ONNX axes for axes.</summary>
    public ImportValue As(ImportValue value, params int[][] groups) => importer.Reorder.As(value, node.Outputs[0], groups);

    /// <summary>A value with its atoms in an order in memory, under a shape.</summary>
    public ImportValue InOrder(ImportValue value, IReadOnlyList<Atom> order, Shape shape) => importer.Reorder.InOrder(value, node.Outputs[0], order, shape);

    /// <summary>A value under other sizes; elements move only when the sizes cut across the order in memory.</summary>
    public ImportValue Reshaped(ImportValue value, IReadOnlyList<int> dims)
    {
        if (value.Layout.Reshaped(dims) is { } layout) return value with { Layout = layout };
        ImportValue flat = As(value, [[.. Enumerable.Range(0, value.Rank)]]);
        Atom? batch = value.Layout.Batch;
        return flat with { Layout = Layout.Of([1, flat.Node.Shape.Channels], [1], batch).Reshaped(dims)! };
    }

    /// <summary>The node behind reshapes that were only made for this reader.</summary>
    public ImportNode Unmoved(ImportNode made)
    {
        while (importer.Reorder.Moves(made) && made.Op is Fovea.Reshape or Flatten) made = made.Inputs[0];
        return made;
    }

    /// <summary>An axis counted from the end when it is negative.</summary>
    /// <exception cref="OnnxNodeException">There is no such axis.</exception>
    public static int Axis(long axis, int rank) => axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis)
        : throw new OnnxNodeException($"there is no axis {axis}", $"its input has {rank} axes");

    /// <summary>Adds a node of the network under the name of the node's output.</summary>
    /// <param name="op">What it computes.</param>
    /// <param name="inputs">What it reads.</param>
    /// <param name="part">Marks a node whose value is not yet the output.</param>
    public ImportNode Add(Op op, IReadOnlyList<ImportNode> inputs, string? part = null)
        => importer.Add(op, inputs, part is null ? node.Outputs[0] : $"{node.Outputs[0]}/{part}");

    /// <summary>Adds a node of the network under the name of one of several outputs.</summary>
    public ImportNode AddOutput(Op op, IReadOnlyList<ImportNode> inputs, int output) => importer.Add(op, inputs, node.Outputs[output].Length > 0 ? node.Outputs[output] : $"{node.Name}/{output}");

    /// <summary>Adds a node that owns parameters; it is called as their names in the file say, if they do.</summary>
    /// <param name="op">What it computes.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="parameters">Suffix and values in the order of memory.</param>
    /// <param name="fileNames">Inputs of the file's node that are parameters.</param>
    public ImportNode Add(Op op, ImportNode input, IEnumerable<(string Suffix, float[] Values)> parameters, params int[] fileNames)
    {
        ImportNode made = Add(op, [input]);
        foreach ((string suffix, float[] values) in parameters) made.Parameters.Add(suffix, values);
        NameBy(made, fileNames.Where(Has).Select(i => node.Inputs[i]));
        return made;
    }

    /// <summary>Calls a node as its parameters are called.</summary>
    public static void NameBy(ImportNode made, IEnumerable<string> parameters)
    {
        if (parameters.Select(Names.OfLayer).FirstOrDefault(n => n is not null) is not { } name) return;
        made.Name = name;
        made.IsNamedByWeight = true;
    }

    /// <summary>Says what the node's first output is; nobody reads the others.</summary>
    /// <exception cref="OnnxNodeException">Another output is read.</exception>
    public void Set(ImportValue value)
    {
        for (int i = 1; i < node.Outputs.Count; i++)
            if (importer.IsRead(node.Outputs[i])) throw new OnnxNodeException($"its output {i} ('{node.Outputs[i]}') is read", "only its first output has a layer");
        SetOutput(0, value);
    }

    /// <summary>Says what one of several outputs is.</summary>
    public void SetOutput(int output, ImportValue value)
    {
        if (node.Outputs[output].Length > 0) importer.Set(node.Outputs[output], value);
    }

    /// <summary>Says that the node's output is known before any image is.</summary>
    public void SetConstant(OnnxTensor value) => importer.Constants[node.Outputs[0]] = value;

    /// <summary>Tells the user something.</summary>
    public void Note(string text) => importer.Notes.Add(text);
}
