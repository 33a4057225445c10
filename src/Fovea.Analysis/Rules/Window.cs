namespace Fovea.Analysis;

/// <summary>The sliding window of a convolution or a pooling: dilated size and stride along rows and columns.</summary>
internal readonly record struct Window(int Height, int Width, int StrideHeight, int StrideWidth)
{
    /// <summary>The window of an op; null when it has none.</summary>
    public static Window? Of(Op op) => op switch
    {
        Conv2d c => new(c.DilationHeight * (c.KernelHeight - 1) + 1, c.DilationWidth * (c.KernelWidth - 1) + 1, c.StrideHeight, c.StrideWidth),
        LocallyConnected2d l => new(l.KernelHeight, l.KernelWidth, l.StrideHeight, l.StrideWidth),
        MaxPool p => new(p.DilationHeight * (p.KernelHeight - 1) + 1, p.DilationWidth * (p.KernelWidth - 1) + 1, p.StrideHeight, p.StrideWidth),
        AveragePool p => new(p.KernelHeight, p.KernelWidth, p.StrideHeight, p.StrideWidth),
        _ => null,
    };
}
