using Fovea.Kernels;

namespace Fovea;

/// <summary>A batch norm that also computes the sum behind it.</summary>
internal sealed partial class Stage
{
    /// <summary>The sum's other term; does not exist when the norm computes no sum.</summary>
    public Maps Residual => planner.ShortcutTerm(Node) is { } term ? planner.Maps(term) : default;

    /// <summary>True when the other term's gradient lies in the memory of the sum's, which has to be masked there.</summary>
    public bool MasksResidualGradient => MaskGradient && planner.SharesShortcutGradient(Node);

    /// <summary>Where the other term's gradient has to be written: nowhere if nobody wants it, or if it lies in the memory of the sum's.</summary>
    public Maps ResidualGradient => planner.ShortcutTerm(Node) is { } term && planner.NeedsGradient(term) && !planner.SharesShortcutGradient(Node)
        ? planner.GradientMaps(term)
        : default;

    /// <summary>True when an earlier call has written the other term's gradient. Asking counts as writing.</summary>
    public bool AccumulateResidual => ResidualGradient.Exists && planner.BeginGradient(planner.ShortcutTerm(Node)!);
}
