using Fovea.Kernels;

namespace Fovea;

/// <summary>A batch norm that also computes the sum behind it.</summary>
internal sealed partial class Stage
{
    /// <summary>The sum's other term; does not exist when the norm computes no sum.</summary>
    public Maps Residual => planner.ShortcutTerm(Node) is { } term ? planner.Maps(term) : default;

    /// <summary>Where the other term's gradient has to be written: nowhere if nobody wants it, or if it is the unmasked gradient of the sum in the same memory.</summary>
    public Maps ResidualGradient => planner.ShortcutTerm(Node) is { } term && planner.NeedsGradient(term) && (MaskGradient || !SharesResidualGradient)
        ? planner.GradientMaps(term)
        : default;

    /// <summary>True when an earlier call has written the other term's gradient. Asking counts as writing.</summary>
    public bool AccumulateResidual => ResidualGradient.Exists && planner.BeginGradient(planner.ShortcutTerm(Node)!);

    private bool SharesResidualGradient => planner.SharesShortcutGradient(Node);
}
