namespace Fovea;

/// <summary>relu → op in the backward pass: where the op is the only one to write the ReLU's gradient, it masks what it writes, and the ReLU's own sweep falls away.</summary>
internal sealed partial class Planner
{
    private readonly Dictionary<Node, Node> masks = [];

    /// <summary>True when the op masks the gradient of its input by the sign of that input.</summary>
    public bool MasksInput(Node node) => node.Inputs.Count == 1 && masks.GetValueOrDefault(node.Inputs[0]) == node;

    // Only where both gradients of the ReLU have one memory, which is so where nobody captures the one behind it.
    private void MaskReluGradients()
    {
        foreach (Node relu in live)
        {
            if (relu.Op is not Relu || fed.Contains(relu) || relu == target || FoldsMask(relu)) continue;
            if (!gradients.TryGetValue(relu, out PlanValue? behind) || !gradients.TryGetValue(relu.Inputs[0], out PlanValue? before)) continue;
            Node[] writers = [.. Consumers(relu).Where(gradients.ContainsKey)];
            if (behind.Root == before.Root && writers is [{ Op.MasksInput: true } writer]) masks[relu] = writer;
        }
    }
}
