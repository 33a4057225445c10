namespace Fovea.Analysis;

/// <summary>
/// A network's nodes with sizes, parameters, cost and receptive fields, from the declaration alone: no data, no run, and no weights are made.
/// </summary>
/// <param name="Name">What the network is called.</param>
/// <param name="Nodes">A row for each node.</param>
/// <param name="Parameters">Trainable values.</param>
/// <param name="Macs">Multiply-accumulates of a forward pass for one image (1 MAC = 2 FLOP; padding counts as work).</param>
/// <param name="InferenceBytes">Memory of activations in inference at <paramref name="Batch"/>, as the planner lays them out.</param>
/// <param name="TrainingBytes">Memory of activations and gradients in training at <paramref name="Batch"/>.</param>
/// <param name="Batch">The batch that the memory figures are for.</param>
/// <param name="Border">Convolutions that add no context at this input size.</param>
/// <param name="Feasible">Input sizes that suit the network; null when it has no feature maps.</param>
/// <param name="Lint">What the linter says.</param>
public sealed record Summary(string Name, IReadOnlyList<SummaryNode> Nodes, long Parameters, long Macs, long InferenceBytes, long TrainingBytes, int Batch,
    BorderLayers Border, FeasibleInput? Feasible, LintReport Lint)
{
    /// <summary>Share of the MACs that multiply padding, 0 to 1.</summary>
    public double PaddingShare => Macs == 0 ? 0 : Nodes.Sum(n => n.Macs * (1 - (n.MapUse ?? 1))) / Macs;

    /// <summary>
    /// Memory of activations and gradients in training that computes activations again, see <see cref="PlanOptions.Recompute"/>. Measured when it
    /// is asked for: many plans are laid out for it.
    /// </summary>
    public long RecomputedBytes => Recomputed.Value;

    private Lazy<long> Recomputed { get; init; } = new(0L);

    /// <summary>Summarises a declaration.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="batch">Images for which memory is measured.</param>
    public static Summary Of(Graph graph, string name = "net", int batch = 64)
    {
        var net = new LintSubject(graph, name) { Batch = batch };
        LintReport lint = Linter.Run(net);
        var marks = lint.Findings.Where(f => f.Node is not null).GroupBy(f => f.Node!).ToDictionary(g => g.Key, g => g.Max(f => f.Severity));
        SummaryNode[] nodes = [.. graph.Nodes.Select(n => new SummaryNode(n.Name, n.Op.ToString(), n.Shape, n.ParameterCount, n.Cost.Macs, net.Fields[n],
            [.. n.Inputs.Select(i => i.Name)], MapUse.Of(n), marks.TryGetValue(n.Name, out Severity mark) ? mark : null))];
        var training = new PlanOptions { MaxBatch = batch, Threads = 1, Training = true, Objective = Objective.ChannelMean(graph.Output.Name, 0), ParameterGradients = true };
        return new Summary(name, nodes, graph.ParameterCount, graph.Cost.Macs,
            Plan.MeasureBytes(graph, new PlanOptions { MaxBatch = batch, Threads = 1 }), Plan.MeasureBytes(graph, training), batch,
            BorderLayers.Of(graph, net.Fields), FeasibleInput.Of(graph, net.Fields), lint)
        {
            Recomputed = new Lazy<long>(() => Plan.MeasureBytes(graph, training with { Recompute = true })),
        };
    }

    /// <summary>Summarises a model.</summary>
    public static Summary Of(Model model, int batch = 64) => Of(model.Graph, model.Name, batch);

    /// <summary>
    /// <c>{"name","parameters","macs","batch","inferenceBytes","trainingBytes","paddingShare","feasibleInput","borderLayers","findings",
    /// "nodes":[{"name","op","inputs","output","parameters","macs","receptiveField","minReceptiveField","jump","misalignment","mapUse","mark"}]}</c>;
    /// sizes are [rows, columns] in pixels, shares 0 to 1, null where a node has none.
    /// </summary>
    public string ToJson() => SummaryJson.Of(this);

    /// <summary>The table for a page of Markdown.</summary>
    public string ToMarkdown() => SummaryMarkdown.Of(this);

    /// <summary>The table for a terminal, with columns as wide as they have to be.</summary>
    public override string ToString() => SummaryTable.Of(this);
}

/// <summary>One node of a <see cref="Summary"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Op">The layer in the text notation.</param>
/// <param name="Output">Shape of its activation for one image.</param>
/// <param name="Parameters">Trainable values.</param>
/// <param name="Macs">Multiply-accumulates for one image.</param>
/// <param name="ReceptiveField">How much of the image one of its numbers sees.</param>
/// <param name="Inputs">Names of what it reads.</param>
/// <param name="MapUse">Share of its window's taps that read real pixels, 0 to 1; null without a window.</param>
/// <param name="Mark">The gravest severity of what lint says about it; null when it says nothing.</param>
public sealed record SummaryNode(string Name, string Op, Shape Output, long Parameters, long Macs, ReceptiveField ReceptiveField, IReadOnlyList<string> Inputs,
    double? MapUse, Severity? Mark)
{
    /// <summary>True when lint has more to say than a remark.</summary>
    public bool IsMarked => Mark >= Severity.Warning;
}

/// <summary><c>model.Summarize()</c>.</summary>
public static class SummaryExtensions
{
    /// <summary>A network's nodes with sizes, parameters and cost, from the declaration alone.</summary>
    public static Summary Summarize(this Model model, int batch = 64) => Summary.Of(model, batch);
}
