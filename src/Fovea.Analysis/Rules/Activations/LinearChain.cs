namespace Fovea.Analysis;

/// <summary>Two layers with linear steps between them, and the one layer that they are.</summary>
/// <param name="First">The layer in front.</param>
/// <param name="Between">Linear steps, in order.</param>
/// <param name="Second">The layer behind.</param>
internal sealed record LinearChain(Node First, IReadOnlyList<Node> Between, Node Second)
{
    /// <summary>The one layer in words of the text notation.</summary>
    public string One => Second.Op is Conv2d ? Window().ToString() : $"{Second.Op}";

    /// <summary>The network with one layer in place of both; null when that does not fit.</summary>
    public Graph? Merged(Graph graph)
    {
        if (Second.Op is Conv2d) return Change.Try(graph, n => n == First ? [Window()] : n == Second || Between.Contains(n) ? [] : null);
        // A dense layer takes in whatever linear map stands before it: that layer goes, and norms that scaled its channels with it.
        bool pooled = Between.Any(n => n.Op is GlobalAveragePool);
        return Change.Try(graph, n => n == First || (Between.Contains(n) && (n.Op is BatchNorm or Pad || (pooled && n.Op is AveragePool))) ? [] : null);
    }

    // K = K₁ + (K₂ − 1)·S₁ and P = P₁ + P₂·S₁, step by step; a dilated window counts with its span.
    private Conv2d Window()
    {
        int height = 1, width = 1, strideHeight = 1, strideWidth = 1, top = 0, bottom = 0, left = 0, right = 0;
        foreach (Node node in Between.Prepend(First).Append(Second))
        {
            (Window w, (int Top, int Bottom, int Left, int Right) pad) = node.Op switch
            {
                Conv2d c => (Fovea.Analysis.Window.Of(c)!.Value, c.Padding.For(Span(c.KernelHeight, c.DilationHeight), Span(c.KernelWidth, c.DilationWidth))),
                AveragePool p => (Fovea.Analysis.Window.Of(p)!.Value, p.Padding.For(p.KernelHeight, p.KernelWidth)),
                Pad p => (new Window(1, 1, 1, 1), (p.Top, p.Bottom, p.Left, p.Right)),
                _ => (new Window(1, 1, 1, 1), default),
            };
            height += (w.Height - 1) * strideHeight;
            width += (w.Width - 1) * strideWidth;
            (top, bottom) = (top + pad.Top * strideHeight, bottom + pad.Bottom * strideHeight);
            (left, right) = (left + pad.Left * strideWidth, right + pad.Right * strideWidth);
            strideHeight *= w.StrideHeight;
            strideWidth *= w.StrideWidth;
        }
        var padding = Padding.Explicit(top, bottom, left, right);
        bool same = padding.For(height, width) == Padding.Same.For(height, width);
        return (Conv2d)Second.Op with
        {
            KernelHeight = height,
            KernelWidth = width,
            StrideHeight = strideHeight,
            StrideWidth = strideWidth,
            Padding = same ? Padding.Same : padding,
            DilationHeight = 1,
            DilationWidth = 1,
        };
    }

    private static int Span(int kernel, int dilation) => dilation * (kernel - 1) + 1;
}
