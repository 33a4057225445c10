namespace Fovea.Analysis;

/// <summary>SHP007: windows of even size have no middle, so padded ones shift what they see.</summary>
internal sealed class EvenWindows : Rule
{
    public override string Id => "SHP007";

    public override string Title => "even windows shift their features";

    public override Severity Severity => Severity.Info;

    public override string Why => "A window of 2 or 4 pixels has no middle pixel. Padded so that the size stays, it lies half a pixel off, always to the same side: after six such layers a feature stands three pixels away from what it describes. A shortcut beside such layers adds numbers of different places.";

    public override string Source => "arithmetic: the middle of K taps lies (K − 1)/2 − padding pixels from the pixel that it is stored at";

    public override string Help => "odd windows: 3×3 instead of 2×2 or 4×4";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("pixels", 0.5, 0, 1000, "px", "shift of all such layers together, in pixels of the input")];

    public override RuleExample Fires { get; } = new("32x32x3 | conv 16 4x4 | relu | conv 16 4x4 | relu | maxpool 2 | conv 32 4x4 | relu | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("32x32x3 | conv 16 3x3 | relu | conv 16 3x3 | relu | maxpool 2 | conv 32 3x3 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        Node[] even = [.. Structure.Convolutions(net.Graph).Where(n => WindowAxis.Of(n) is { } w && (Off(w.Rows) != 0 || Off(w.Columns) != 0))];
        double shift = even.Sum(n => Math.Abs(Off(WindowAxis.Of(n)!.Value.Rows)) * net.Fields[n.Inputs[0]].JumpHeight);
        double aside = even.Sum(n => Math.Abs(Off(WindowAxis.Of(n)!.Value.Columns)) * net.Fields[n.Inputs[0]].JumpWidth);
        shift = Math.Max(shift, aside);
        if (even.Length == 0 || shift < settings.Threshold(this, "pixels")) yield break;
        Graph? odd = Change.Try(net.Graph, n => even.Contains(n) && n.Op is Conv2d c ? [Odd(c)] : null);
        yield return At(even[0], Severity.Info,
            $"{Amount.Count(even.Length, "convolution")} with a window of even size ({Amount.Names(even)}) {(even.Length == 1 ? "shifts" : "shift")} features by {shift:0.#} px of the image",
            odd is null ? null : $"'{odd[even[0].Name].Op}' and likewise keep them in place: {Change.Cost(net.Graph, odd)}",
            new Evidence("layers", even.Length), new Evidence("shift", shift, "px"));
    }

    // How far the middle of a window lies from the pixel that its output stands at, when the size stays.
    private static double Off(WindowAxis w) => w.Stride == 1 && w.Span % 2 == 0 && w.Before + w.After == w.Span - 1 ? (w.Span - 1) / 2.0 - w.Before : 0;

    private static Conv2d Odd(Conv2d c) => c with { KernelHeight = Odd(c.KernelHeight), KernelWidth = Odd(c.KernelWidth), Padding = Padding.Same };

    private static int Odd(int kernel) => kernel % 2 == 1 ? kernel : Math.Max(3, kernel - 1);
}
