namespace Fovea.Analysis;

/// <summary>DWN003: the image is halved more often than its size allows.</summary>
internal sealed class TooManyHalvings : Rule
{
    public override string Id => "DWN003";

    public override string Title => "more down-samplings than the image allows";

    public override Severity Severity => Severity.Warning;

    public override string Why => "Each pooling or stride of 2 halves the maps. An image of 32 pixels bears three of them if 4×4 are to be left; a network made for 224 pixels has five, which leave one pixel. From there on layers cannot compare places any more. Cut down-samplings at the beginning to keep detail, or at the end to keep the cost.";

    public override string Source => "Richter, Schöning, Wiedenroth, Krumnack, \"Should you go deeper?\", ICMLA 2021; rfa_toolbox's example, where ResNet-18 on 16 px images goes from 17 % to 34 % with a stem that keeps the resolution. The threshold is ours";

    public override string Help => "drop the last down-samplings, or the stride and the pooling of the first layers";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("map", 4, 1, 64, "px", "smaller side of the last feature maps that should be left")];

    public override RuleExample Fires { get; } = new("""
        32x32x3 | conv 32 3x3 | relu | maxpool 2 | conv 64 3x3 | relu | maxpool 2 | conv 128 3x3 | relu | maxpool 2 | conv 128 3x3 | relu | maxpool 2
          | conv 256 3x3 | relu | globalavgpool | dense 10
        """);

    public override RuleExample Silent { get; } = new("""
        32x32x3 | conv 32 3x3 | relu | maxpool 2 | conv 64 3x3 | relu | maxpool 2 | conv 128 3x3 | relu | maxpool 2 | conv 128 3x3 | relu
          | conv 256 3x3 | relu | globalavgpool | dense 10
        """);

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        double keep = settings.Threshold(this, "map");
        if (net.Broken is not null || Structure.HeadInput(net.Graph) is not { } end || Structure.Side(end.Shape) >= keep) yield break;
        bool rows = end.Shape.Height <= end.Shape.Width;
        int side = rows ? net.Graph.Input.Shape.Height : net.Graph.Input.Shape.Width, jump = rows ? net.Fields[end].JumpHeight : net.Fields[end].JumpWidth;
        double allowed = Math.Max(0, Math.Floor(Math.Log2(side / keep))), halvings = Math.Log2(jump);
        if (halvings <= allowed) yield break;
        (Node[] dropped, Graph? larger) = Dropped(net, Math.Pow(2, allowed), rows);
        Node? last = larger is null ? null : Structure.HeadInput(larger);
        yield return At(dropped.Length > 0 ? dropped[0] : end, Severity.Warning,
            $"{net.Graph.Input.Shape.Height}×{net.Graph.Input.Shape.Width} is made {jump} times smaller and ends as {end.Shape.Height}×{end.Shape.Width}; {Allowed(allowed, side, keep)}",
            last is null ? null : $"without the down-sampling in {Amount.Names(dropped)} the last maps are {last.Shape}: {Change.Cost(net.Graph, larger!)}",
            new Evidence("factor", jump), new Evidence("halvings", halvings), new Evidence("allowed", allowed), new Evidence("lastMap", Structure.Side(end.Shape), "px"));
    }

    private static string Allowed(double allowed, int side, double keep) => allowed == 0 ? $"an image of {side} bears no halving if {keep:0} pixels are to be left"
        : $"{Amount.Count((int)allowed, "halving")} would leave {side >> (int)allowed} pixels";

    // The down-samplings from which on more has been taken than is allowed, with all that run beside them. Larger maps may turn a
    // window that covered the whole map into one more of them.
    private static (Node[] Dropped, Graph? Larger) Dropped(LintSubject net, double most, bool rows)
    {
        var names = new HashSet<string>();
        Graph? larger = net.Graph;
        while (larger is not null)
        {
            IReadOnlyDictionary<Node, ReceptiveField> fields = ReceptiveField.Of(larger);
            string[] more = [.. Structure.Downsamplings(larger).Where(n => (rows ? fields[n].JumpHeight : fields[n].JumpWidth) > most).Select(n => n.Name).Where(names.Add)];
            if (more.Length == 0) break;
            larger = Change.Try(net.Graph, n => names.Contains(n.Name) ? Change.WithoutStride(n.Op) : null);
        }
        return ([.. net.Graph.Nodes.Where(n => names.Contains(n.Name))], larger);
    }
}
