namespace Fovea.Analysis;

/// <summary>RFX003: a layer whose window reaches beyond the image for the first time.</summary>
internal sealed class FirstBeyondImage : Rule
{
    public override string Id => "RFX003";

    public override string Title => "receptive fields larger than the image";

    public override Severity Severity => Severity.Info;

    public override string Why => "These layers are the last that see more than the ones before them: their receptive field passes the size of the image while their inputs' does not. That is where context ends. It is how most networks end, and a good place to stop adding layers.";

    public override string Source => "Richter, Schöning, Wiedenroth, Krumnack, ICMLA 2021, arXiv:2106.12307: critical layers that are no border layers";

    public override string Help => "nothing has to change; more layers behind them would add parameters and no context";

    public override RuleExample Fires { get; } = new("16x16x3 | 9 * (conv 16 3x3 | relu) | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("16x16x3 | 7 * (conv 16 3x3 | relu) | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        BorderLayers found = BorderLayers.Of(net.Graph, net.Fields);
        int end = Structure.HeadInput(net.Graph)?.Index ?? -1;
        Node[] critical = [.. found.Critical.Except(found.Border).Where(n => n.Index <= end)];
        if (critical.Length == 0) yield break;
        ReceptiveField f = net.Fields[critical[0]];
        Shape image = net.Graph.Input.Shape;
        Graph? larger = Change.Try(net.Graph, _ => null, Shape.Image(Math.Max(image.Height, f.MinHeight), Math.Max(image.Width, f.MinWidth), image.Channels));
        yield return At(critical[0], Severity.Info,
            $"{Amount.Names(critical)} {(critical.Length == 1 ? "sees" : "see")} {f.MinHeight} px and more of an image of {image.Height}×{image.Width}",
            larger is null ? null : $"images of {larger.Input.Shape.Height}×{larger.Input.Shape.Width} fill the receptive field of {critical[0].Name}: {Change.Cost(net.Graph, larger)}",
            new Evidence("layers", critical.Length), new Evidence("receptiveField", f.MinHeight, "px"), new Evidence("image", image.Height, "px"));
    }
}
