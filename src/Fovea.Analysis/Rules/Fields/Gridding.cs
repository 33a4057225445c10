using System.Numerics;

namespace Fovea.Analysis;

/// <summary>RFX006: dilated windows behind one another that leave holes.</summary>
internal sealed class Gridding : Rule
{
    public override string Id => "RFX006";

    public override string Title => "dilated windows leave holes";

    public override Severity Severity => Severity.Warning;

    public override string Why => "A dilated window reads every d-th pixel. Behind another one with the same dilation it reads the same lattice again: the pixels in between can never reach this output, and neighbouring outputs look at different lattices. Dilations that fill each other's gaps, such as 1, 2, 5, see everything.";

    public override string Source => "counted exactly from the taps of this network; the problem is described by Wang et al., \"Understanding convolution for semantic segmentation\", WACV 2018";

    public override string Help => "begin with dilation 1, and let no dilation exceed the field that the layers before it fill";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("reached", 1, 0, 1, "", "share of the pixels within its field that an output depends on, below which it speaks")];

    public override RuleExample Fires { get; } = new("48x48x3 | conv 16 3x3 dilation 4 | relu | conv 16 3x3 dilation 4 | relu | conv 16 3x3 dilation 4 | relu | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("48x48x3 | conv 16 3x3 | relu | conv 16 3x3 dilation 2 | relu | conv 16 3x3 dilation 5 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (!net.Graph.Nodes.Any(n => IsDilated(n.Op))) yield break;
        Dictionary<Node, Reach> rows = Reaches(net.Graph, rows: true), columns = Reaches(net.Graph, rows: false);
        foreach (Node node in net.Graph.Nodes.Where(n => IsDilated(n.Op) && !IsFilledLater(net.Graph, n)))
        {
            double reached = rows[node].Share * columns[node].Share;
            if (reached >= settings.Threshold(this, "reached")) continue;
            List<Node> run = Run(node);
            int[] dilations = [.. run.Select(n => ((Conv2d)n.Op).DilationHeight)];
            yield return At(node, Severity.Warning,
                $"the dilations {string.Join(", ", dilations)} up to here reach {Amount.Percent(reached)} of the {rows[node].Span}×{columns[node].Span} pixels of {Level(node)} that they span",
                Fix(net, node, run), new Evidence("reached", 100 * reached, "%"), new Evidence("span", rows[node].Span, "px"), new Evidence("layers", run.Count));
        }
    }

    private static bool IsDilated(Op op) => op is Conv2d c && ((c.DilationHeight > 1 && c.KernelHeight > 1) || (c.DilationWidth > 1 && c.KernelWidth > 1));

    private static bool IsFilledLater(Graph graph, Node node)
    {
        // The end of a run is judged; what lies within is part of it.
        Node n = node;
        while (graph.Consumers(n) is [{ } next])
        {
            if (next.Op is Conv2d { StrideHeight: 1, StrideWidth: 1 } c && c.KernelHeight * c.KernelWidth > 1) return true;
            if (!Structure.IsPointwise(next.Op) && next.Op is not Conv2d { StrideHeight: 1, StrideWidth: 1 }) return false;
            n = next;
        }
        return false;
    }

    // The convolutions with a window in a row that end at this node, at one resolution.
    private static List<Node> Run(Node node)
    {
        var run = new List<Node>();
        for (Node n = node; ; n = n.Inputs[0])
        {
            if (n.Op is Conv2d c && c.KernelHeight * c.KernelWidth > 1) run.Insert(0, n);
            if (n.Inputs.Count != 1 || (n != node && n.Op is Conv2d { StrideHeight: > 1 }) || (n.Op is not Conv2d && !Structure.IsPointwise(n.Op))) return run;
        }
    }

    private static string Level(Node node) => $"its {node.Inputs[0].Shape.Height}×{node.Inputs[0].Shape.Width} maps";

    private static string? Fix(LintSubject net, Node node, List<Node> run)
    {
        // While the taps so far fill a field without holes, a window whose dilation is no larger than that field leaves none either.
        int goal = run.Sum(n => Taps(n) * ((Conv2d)n.Op).DilationHeight), field = 1;
        var dilations = new Dictionary<Node, int>();
        foreach (Node n in run)
        {
            int d = Math.Clamp((goal - (field - 1)) / Taps(n), 1, field);
            dilations[n] = d;
            field += Taps(n) * d;
        }
        Graph? filled = run.All(n => n.Op is Conv2d { StrideHeight: 1, StrideWidth: 1 } c && c.KernelHeight == c.KernelWidth)
            ? Change.Try(net.Graph, n => dilations.TryGetValue(n, out int d) && n.Op is Conv2d c ? [c with { DilationHeight = d, DilationWidth = d, Padding = Padding.Same }] : null) : null;
        if (filled is null) return null;
        Reach reach = Reaches(filled, rows: true)[filled[node.Name]];
        return $"dilations {string.Join(", ", run.Select(n => dilations[n]))} reach {Amount.Percent(reach.Share * reach.Share)} of {reach.Span}×{reach.Span} pixels, {Change.Cost(net.Graph, filled)}";
    }

    private static int Taps(Node n) => ((Conv2d)n.Op).KernelHeight - 1;

    // Which pixels of the present resolution an output can depend on. A stride begins anew: its window takes neighbours together.
    private static Dictionary<Node, Reach> Reaches(Graph graph, bool rows)
    {
        var reaches = new Dictionary<Node, Reach>();
        foreach (Node node in graph.Nodes)
        {
            Reach r = node.Inputs.Count == 0 ? Reach.Pixel : node.Inputs.Select(i => reaches[i]).Aggregate((a, b) => a.Or(b));
            if (WindowAxis.Of(node) is { } both)
            {
                WindowAxis w = rows ? both.Rows : both.Columns;
                r = w.Stride > 1 ? Reach.Pixel : r.Through(w.Kernel, w.Dilation, w.Before);
            }
            else if (node.Op is not (Pad or Add or Concat) && !Structure.IsPointwise(node.Op)) r = Reach.Pixel;
            reaches[node] = r;
        }
        return reaches;
    }

    /// <summary>A set of offsets: bit i is pixel First + i.</summary>
    private readonly record struct Reach(BigInteger Bits, int First)
    {
        public static Reach Pixel { get; } = new(BigInteger.One, 0);

        public int Span => (int)Bits.GetBitLength();

        public double Share
        {
            get
            {
                int set = 0;
                foreach (byte b in Bits.ToByteArray()) set += BitOperations.PopCount(b);
                return (double)set / Span;
            }
        }

        public Reach Through(int kernel, int dilation, int before)
        {
            BigInteger bits = BigInteger.Zero;
            for (int tap = 0; tap < kernel; tap++) bits |= Bits << (tap * dilation);
            return new Reach(bits, First - before);
        }

        public Reach Or(Reach other)
        {
            int first = Math.Min(First, other.First);
            return new Reach((Bits << (First - first)) | (other.Bits << (other.First - first)), first);
        }
    }
}
