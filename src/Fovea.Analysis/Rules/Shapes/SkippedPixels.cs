namespace Fovea.Analysis;

/// <summary>SHP005: a stride larger than the window skips pixels for good.</summary>
internal sealed class SkippedPixels : Rule
{
    public override string Id => "SHP005";

    public override string Title => "stride larger than the window";

    public override Severity Severity => Severity.Warning;

    public override string Why => "A window of size K that moves by S > K never reads 1 − (K/S)² of its input: these activations were computed for nothing, and small features can fall between the windows.";

    public override string Source => "He, Zhang, Zhang, Zhang, Xie, Li, \"Bag of tricks for image classification with convolutional neural networks\", CVPR 2019, section 4 (ResNet-B and ResNet-D)";

    public override string Help => "move the stride to a 3×3 convolution, or average-pool with the stride first and convolve with stride 1";

    public override RuleExample Fires { get; } = new("32x32x3 | conv 16 3x3 | relu | conv 32 1x1 stride 2 | relu | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("32x32x3 | conv 16 3x3 | relu | conv 32 3x3 stride 2 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        foreach (Node node in net.Graph.Nodes)
        {
            if (Window.Of(node.Op) is not { } w || (w.StrideHeight <= w.Height && w.StrideWidth <= w.Width)) continue;
            double read = Math.Min(1, (double)w.Height / w.StrideHeight) * Math.Min(1, (double)w.Width / w.StrideWidth);
            yield return At(node, Severity.Warning,
                $"a {w.Height}×{w.Width} window with stride {w.StrideHeight} reads {100 * read:F0} % of its {node.Inputs[0].Shape} input and skips {100 * (1 - read):F0} %",
                $"average-pool {w.StrideHeight}×{w.StrideWidth} with that stride, then convolve with stride 1: the same output size, every pixel read",
                new Evidence("skipped", 100 * (1 - read), "%"), new Evidence("stride", w.StrideHeight, "px"), new Evidence("window", w.Height, "px"));
        }
    }
}
