namespace Fovea;

/// <summary>
/// bn → add → (relu) where gradients are computed: the batch norm's last sweep adds the other term and cuts at zero, and its backward
/// pass masks the sum's gradient and hands it to the other term, so that neither the sum nor its ReLU sweeps over memory.
/// </summary>
internal sealed partial class Planner
{
    private readonly Dictionary<Node, Node> residualNorms = [];
    private readonly Dictionary<Node, Node> residualSums = [];

    /// <summary>The sum that this batch norm computes in its last sweep, or null.</summary>
    public Node? ResidualSum(Node norm) => residualSums.GetValueOrDefault(norm);

    // Of two batch norms the later one takes the sum: by then the other term is there.
    private void FuseResiduals()
    {
        if (!Options.Optimise || !(Options.Training || HasBackward)) return;
        foreach (Node add in live)
        {
            if (add.Op is not Add || add.Inputs.Count != 2 || !Stretching.IsPlain(add) || fed.Contains(add)) continue;
            Node? norm = add.Inputs.Where(TakesSum).MaxBy(n => time[n]);
            if (norm is null) continue;
            residualNorms[add] = norm;
            residualSums[norm] = add;
        }
    }

    // The norm moves to the sum's place in the order of calls. If its input had other consumers, their gradients would be summed in
    // another order than without the fusion.
    private bool TakesSum(Node norm) => norm.Op is BatchNorm && !fed.Contains(norm) && !IsCaptured(norm) && norm != target && norm != graph.Output
        && Consumers(norm).Count() == 1 && Consumers(norm.Inputs[0]).Count() == 1;

    // The backward pass of the op that the ReLU was fused into masks the gradient itself.
    private bool FoldsMask(Node relu) => fusedInto.TryGetValue(relu, out Node? main) && (main.Op.FoldsReluMask || NormBackward(main) is not null);

    // The batch norm whose backward pass is also that of the sum.
    private Node? NormBackward(Node add) => residualNorms.TryGetValue(add, out Node? norm) && needsGradient.Contains(norm) ? norm : null;

    // When a node's calls run.
    private int RunTime(Node node) => time[ResidualSum(node) ?? node];

    private int Shortcut(Node add) => add.Inputs[0] == residualNorms[add] ? 1 : 0;

    /// <summary>The term that a batch norm adds, or null.</summary>
    public Node? ShortcutTerm(Node norm) => ResidualSum(norm) is { } add ? add.Inputs[Shortcut(add)] : null;

    /// <summary>True when that term's gradient lies in the memory of the sum's.</summary>
    public bool SharesShortcutGradient(Node norm) => ResidualSum(norm) is { } add && SharesGradient(add, Shortcut(add));
}
