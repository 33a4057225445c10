namespace Fovea.Analysis;

/// <summary>SHP006: some layers pad as TensorFlow does and others as PyTorch does.</summary>
internal sealed class MixedPadding : Rule
{
    public override string Id => "SHP006";

    public override string Title => "two padding conventions in one network";

    public override Severity Severity => Severity.Warning;

    public override string Why => "With a stride, TensorFlow's SAME puts the odd pixel of padding at the bottom and right; half a window on each side, as PyTorch users write it, puts it at the top and left. Weights that were trained under one rule see their features shifted by a pixel under the other, so a network that mixes them was most likely carried over halfway.";

    public override string Source => "TensorFlow, \"Neural network operations: notes on padding\"; PyTorch, Conv2d; docs/decisions/0009 of this project";

    public override string Help => "write the same padding in all layers with a stride: 'pad top,bottom,left,right' for TensorFlow's rule, nothing for half a window";

    public override RuleExample Fires { get; } = new("32x32x3 | conv 16 3x3 stride 2 pad 0,1,0,1 | relu | conv 32 3x3 stride 2 | relu | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("32x32x3 | conv 16 3x3 stride 2 pad 0,1,0,1 | relu | conv 32 3x3 stride 2 pad 0,1,0,1 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        (Node Node, int Shift)[] strided = [.. net.Graph.Nodes.Where(n => n.Op is Conv2d).Select(n => (n, Convention(n))).Where(p => p.Item2 is not null).Select(p => (p.n, p.Item2!.Value))];
        Node[] late = [.. strided.Where(p => p.Shift > 0).Select(p => p.Node)], even = [.. strided.Where(p => p.Shift <= 0).Select(p => p.Node)];
        if (late.Length == 0 || even.Length == 0) yield break;
        bool fewLate = late.Length <= even.Length;
        Node[] odd = fewLate ? late : even;
        string pads = string.Join(", ", odd.Select(n => n.Op).OfType<Conv2d>().Select(c => fewLate ? $"'{c with { Padding = Padding.Same }}'" : $"'{c with { Padding = Late(c) }}'").Distinct().Take(3));
        yield return At(odd[0], Severity.Warning,
            $"of {strided.Length} convolutions with a stride {late.Length} pad more at the bottom and right ({Amount.Names(late)}) and {even.Length} do not ({Amount.Names(even)}): their windows lie a pixel apart",
            $"for one convention write {pads} in {Amount.Names(odd)}; the sizes stay {string.Join(", ", odd.Select(n => n.Shape).Distinct().Take(3))}",
            new Evidence("bottomRight", late.Length, "layers"), new Evidence("others", even.Length, "layers"));
    }

    // Padding behind minus padding before, with that of a padding layer in front; null where the two rules give the same.
    private static int? Convention(Node node)
    {
        if (WindowAxis.Of(node) is not { } w || w.Rows is not { Stride: > 1, Span: > 1 } r || r.Span <= r.Stride) return null;
        var (top, bottom) = node.Inputs[0].Op is Pad p ? (p.Top + r.Before, p.Bottom + r.After) : (r.Before, r.After);
        int size = r.Size + r.Before + r.After - top - bottom;
        // SAME of TensorFlow needs an odd number of pixels here, and it is padded at all.
        int needed = Math.Max(0, ((size + r.Stride - 1) / r.Stride - 1) * r.Stride + r.Span - size);
        return top + bottom == 0 || needed % 2 == 0 ? null : bottom - top;
    }

    private static Padding Late(Conv2d c)
    {
        int total = Math.Max(0, c.KernelHeight - c.StrideHeight), side = Math.Max(0, c.KernelWidth - c.StrideWidth);
        return Padding.Explicit(total / 2, total - total / 2, side / 2, side - side / 2);
    }
}
