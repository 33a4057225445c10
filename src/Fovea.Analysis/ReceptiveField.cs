namespace Fovea.Analysis;

/// <summary>
/// How much of the image one number of a node sees, along rows and columns, over all paths that lead there: number (i, j) sees the rows
/// <c>[StartTop + i·JumpHeight − Height/2, StartTop + i·JumpHeight + Height/2)</c> and the columns likewise, at most.
/// </summary>
/// <remarks>
/// Source: Araujo, Norris, Sim, "Computing receptive fields of convolutional neural networks", Distill 2019; the recursion is in
/// <see cref="FieldAxis"/>. What mixes places (a flatten, a global pooling, attention, a value that is stretched over places) sees all. Where paths join, the field is the union of theirs, and the shortest is kept beside it: a layer whose shortest
/// path sees the whole image already has nothing left to combine (<see cref="BorderLayers"/>).
/// </remarks>
/// <param name="Height">Rows it sees; as many as the image has for what follows a global pooling, a flatten or a dense layer.</param>
/// <param name="Width">Columns it sees.</param>
/// <param name="JumpHeight">Rows of the image between neighbouring numbers; 1 where enlarged maps have them less than one apart.</param>
/// <param name="JumpWidth">Columns of the image between neighbouring numbers.</param>
/// <param name="IsWhole">True when it sees the whole image by construction.</param>
public sealed record ReceptiveField(int Height, int Width, int JumpHeight, int JumpWidth, bool IsWhole)
{
    /// <summary>Rows that are seen along the path that sees fewest.</summary>
    public int MinHeight { get; init; } = Height;

    /// <summary>Columns that are seen along the path that sees fewest.</summary>
    public int MinWidth { get; init; } = Width;

    /// <summary>Row at the centre of what the first number sees, in pixels from the image's upper edge: 0.5 is the centre of the first row.</summary>
    public double StartTop { get; init; } = 0.5;

    /// <summary>Column at the centre of what the first number sees, in pixels from the image's left edge.</summary>
    public double StartLeft { get; init; } = 0.5;

    /// <summary>
    /// How far the centres of two inputs of this node lie apart at most, in pixels of the image: 0 unless it joins paths whose strides or
    /// paddings differ.
    /// </summary>
    public double Misalignment { get; init; }

    /// <summary>The receptive field of every node; linear in the number of nodes however many paths there are.</summary>
    public static IReadOnlyDictionary<Node, ReceptiveField> Of(Graph graph)
    {
        Shape image = graph.Input.Shape;
        var whole = new ReceptiveField(image.Height, image.Width, image.Height, image.Width, true) { StartTop = image.Height / 2.0, StartLeft = image.Width / 2.0 };
        var steps = graph.Nodes.Skip(1).Where(n => n.Shape.IsImage).ToDictionary(n => n, n => FieldStep.Of(n.Op, n.Inputs[0].Shape));
        int high = FieldAxis.UnitsOf(steps.Values.Select(s => s.Rows)), wide = FieldAxis.UnitsOf(steps.Values.Select(s => s.Columns));
        var rows = new Dictionary<Node, FieldAxis> { [graph.Input] = FieldAxis.Pixel(high) };
        var columns = new Dictionary<Node, FieldAxis> { [graph.Input] = FieldAxis.Pixel(wide) };
        var fields = new Dictionary<Node, ReceptiveField> { [graph.Input] = image.IsImage ? Of(rows[graph.Input], high, columns[graph.Input], wide) : whole };
        foreach (Node node in graph.Nodes.Skip(1))
        {
            // What is no image any more has lost its places, and nothing brings them back.
            if (!node.Shape.IsImage || node.Inputs.Any(i => !rows.ContainsKey(i)) || FieldStep.Mixes(node))
            {
                fields[node] = whole;
                continue;
            }
            Shape input = node.Inputs[0].Shape;
            (FieldStep row, FieldStep column) = steps[node];
            rows[node] = FieldAxis.Join(node.Inputs.Select(i => rows[i]), input.Height).Through(row);
            columns[node] = FieldAxis.Join(node.Inputs.Select(i => columns[i]), input.Width).Through(column);
            fields[node] = Of(rows[node], high, columns[node], wide);
        }
        return fields;
    }

    private static ReceptiveField Of(FieldAxis rows, int high, FieldAxis columns, int wide) => new(rows.Size(high), columns.Size(wide), rows.JumpPixels(high), columns.JumpPixels(wide), false)
    {
        MinHeight = rows.MinSize(high),
        MinWidth = columns.MinSize(wide),
        StartTop = rows.Start(high),
        StartLeft = columns.Start(wide),
        Misalignment = Math.Max(rows.Misalignment(high), columns.Misalignment(wide)),
    };

    /// <summary><c>16</c>, <c>3×5</c> where rows and columns differ, <c>11..427</c> where paths differ, <c>all</c> for the whole image.</summary>
    public override string ToString()
    {
        if (IsWhole) return "all";
        string most = Text(Height, Width), least = Text(MinHeight, MinWidth);
        return most == least ? most : $"{least}..{most}";
    }

    private static string Text(int height, int width) => height == width ? $"{height}" : $"{height}×{width}";
}
