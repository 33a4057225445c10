namespace Fovea;

/// <summary>Residual sums that a convolution computes in its last step.</summary>
internal sealed partial class Planner
{
    private readonly Dictionary<Node, (Node Add, Node Shortcut)> residuals = [];
    private readonly Dictionary<Node, Node> addedIn = [];

    // conv → add: the convolution adds to what the other term left in memory, and the sum takes that memory over. Nobody may want
    // to read it any more once the convolution runs: neither that term nor whatever shares its memory. Of two convolutions the one
    // that runs last adds to the other.
    private void ShareSum(Node add)
    {
        if (!Stretching.IsPlain(add) || !Options.Optimise || Options.Training || HasBackward || add.Inputs.Count != 2 || add.Inputs[0] == add.Inputs[1]) return;
        foreach (Node term in add.Inputs.OrderByDescending(n => time[n]))
        {
            Node main = IsFolded(term) ? term.Inputs[0] : term, shortcut = add.Inputs[add.Inputs[0] == term ? 1 : 0];
            if (!main.Op.AddsToOutput || IsHeld(term) || Consumers(term).Count() != 1) continue;
            if (time[shortcut] > time[main] || !IsReadBefore(main, shortcut, add)) continue;
            if (!values[main].CanJoin(values[shortcut]) || !values[add].CanJoin(values[shortcut])) continue;
            values[main].Join(values[shortcut]);
            values[add].Join(values[shortcut]);
            residuals[main] = (add, shortcut);
            addedIn[add] = main;
            return;
        }
    }

    // Values that share this memory and come later, such as views, are consumers of values that are there now.
    private bool IsReadBefore(Node main, Node shortcut, Node add)
    {
        PlanValue memory = values[shortcut].Root;
        foreach (Node node in live)
            if (values[node].Root == memory && (IsHeld(node) || Consumers(node).Any(c => c != add && time[c] >= time[main]))) return false;
        return true;
    }

    /// <summary>True when a convolution adds to what its output's memory holds.</summary>
    public bool AddsToOutput(Node main) => residuals.ContainsKey(main);

    /// <summary>The node whose activation an op computes: itself, the batch norm folded into it, or the sum in its last step.</summary>
    public Node LastStep(Node main) => residuals.TryGetValue(main, out var residual) ? residual.Add : FoldedNorm(main) ?? ResidualSum(main) ?? main;

    // The node whose calls compute this one.
    private Node RunsIn(Node node)
        => fusedInto.TryGetValue(node, out Node? main) ? RunsIn(main) : IsFolded(node) ? node.Inputs[0] : addedIn.GetValueOrDefault(node, node);
}
