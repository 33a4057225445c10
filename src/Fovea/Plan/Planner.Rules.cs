using Fovea.Kernels;

namespace Fovea;

/// <summary>Rules that take the place of gradients.</summary>
internal sealed partial class Planner
{
    /// <summary>The rule that takes the place of this node's gradient, or null.</summary>
    private BackwardRule? RuleOf(Node node) => Options.BackwardRules.FirstOrDefault(r => r.Replaces(node));

    /// <summary>The rule of a ReLU that its kernel knows.</summary>
    public ReluRule ReluRuleOf(Node node) => node.Op is Relu && RuleOf(node) is ReluBackward relu ? relu.Rule : ReluRule.Standard;

    // The rule of a plain ReLU is a kernel's; all others are calls of their own.
    private bool TryEmitRule(Node node, Model model)
    {
        if (RuleOf(node) is not { } rule || ReluRuleOf(node) != ReluRule.Standard) return false;
        Maps[] wanted = [.. node.Inputs.Select(i => needsGradient.Contains(i) ? gradients[i].Maps : default)];
        bool[] accumulate = [.. node.Inputs.Select(i => needsGradient.Contains(i) && BeginGradient(i))];
        int threads = Options.Threads == 0 ? Environment.ProcessorCount : Options.Threads;
        EmitBackward(new RuleCall($"{node.Name} {node.Op.Stem} by rule", rule, node, model, threads, [.. node.Inputs.Select(Maps)], Maps(node), GradientMaps(node), wanted, accumulate));
        return true;
    }
}
