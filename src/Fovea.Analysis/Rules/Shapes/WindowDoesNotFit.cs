namespace Fovea.Analysis;

/// <summary>SHP001: nothing is left of the feature maps when a window comes to them.</summary>
internal sealed class WindowDoesNotFit : Rule
{
    private const int LargestInput = 2048;

    public override string Id => "SHP001";

    public override string Title => "a window larger than its input";

    public override Severity Severity => Severity.Error;

    public override string Why => "A window of size K on H pixels with padding gives ⌊(H + padding − K)/stride⌋ + 1 outputs, and with K > H + padding there is none. Most often the layers before it have halved the image once too often. The network cannot be built.";

    public override string Source => "the size of a convolution's output, as PyTorch's Conv2d and MaxPool2d document it";

    public override string Help => "pad, use a smaller window, drop a down-sampling before it, or take a larger input";

    public override RuleExample Fires { get; } = new("28x28x1 | conv 8 5x5 pad valid | relu | maxpool 4 | conv 16 3x3 pad valid | relu | maxpool 4 | conv 32 3x3 pad valid | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("28x28x1 | conv 8 5x5 pad valid | relu | maxpool 2 | conv 16 3x3 pad valid | relu | maxpool 2 | conv 32 3x3 pad valid | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (Unfit(net) is not { } w) yield break;
        DeclarationException e = net.Broken!;
        Shape x = e.Inputs[0].Shape;
        yield return new Finding(Id, Severity.Error, e.Node, e.DeclaredAt, $"{e.Problem}; the network ends here",
            [new("windowHeight", w.Rows.Span, "px"), new("windowWidth", w.Columns.Span, "px"), new("inputHeight", x.Height, "px"), new("inputWidth", x.Width, "px")], Fix(net, w));
    }

    /// <summary>The window that does not fit; null when the network is whole or something else is wrong with it.</summary>
    public static (WindowAxis Rows, WindowAxis Columns)? Unfit(LintSubject net)
        => net.Broken is { Op: { } op, Inputs: [{ Shape.IsImage: true } x] } && WindowAxis.Of(op, x.Shape) is { } w
            && w.Rows is { Stride: > 0, Kernel: > 0 } && w.Columns is { Stride: > 0, Kernel: > 0 } && (w.Rows.Out < 1 || w.Columns.Out < 1) ? w : null;

    private static string Fix(LintSubject net, (WindowAxis Rows, WindowAxis Columns) w)
    {
        var ways = new List<string>();
        Op op = net.Broken!.Op!;
        Node x = net.Broken.Inputs[0];
        if (op is Conv2d { Padding: var padding } c && padding != Padding.Same && Output(c with { Padding = Padding.Same }, x.Shape) is { } padded)
            ways.Add($"pad same gives {padded}");
        if (Structure.Downsamplings(net.Graph).LastOrDefault(n => n.Index <= x.Index) is { } last && Change.WithoutStride(last.Op) is { } without
            && Change.Try(net.Graph, n => n == last ? without : null) is { } kept)
        {
            string read = last == x && without.Count == 0 ? x.Inputs[0].Name : x.Name;
            if (kept.Contains(read) && Output(op, kept[read].Shape) is { } larger)
                ways.Add($"with {(without.Count == 0 ? $"{last.Name} left out" : $"stride 1 in {last.Name}")} it reads {kept[read].Shape} and gives {larger}");
        }
        if (Least(net, w) is { } size) ways.Add($"an input of {size.Height}×{size.Width} is the smallest that it fits");
        return ways.Count == 0 ? net.Broken.Help ?? "a smaller window" : string.Join("; or ", ways);
    }

    // The smallest input for which the window finds enough pixels along both axes.
    private static (int Height, int Width)? Least(LintSubject net, (WindowAxis Rows, WindowAxis Columns) w)
    {
        Shape input = net.Graph.Input.Shape;
        int? height = Least(net, rows: true, w.Rows, input.Height), width = Least(net, rows: false, w.Columns, input.Width);
        return height is { } h && width is { } v ? (h, v) : null;
    }

    private static int? Least(LintSubject net, bool rows, WindowAxis w, int from)
    {
        var sizes = new AxisSizes(net.Graph, rows);
        for (int size = from; size <= LargestInput; size++)
            if (sizes.At(size) is { } all && (w with { Size = all[net.Broken!.Inputs[0].Index] }).Out > 0) return size;
        return null;
    }

    private static Shape? Output(Op op, Shape x)
    {
        try
        {
            return op.OutputShape([x]);
        }
        catch (DeclarationException)
        {
            return null;
        }
    }
}
