namespace Fovea.Explain;

/// <summary>One factor pair of a sum: a number that was read and what it was multiplied by.</summary>
/// <param name="Row">Row in the input's maps, from 0.</param>
/// <param name="Column">Column there.</param>
/// <param name="Value">The number that was read.</param>
/// <param name="Weight">What it was multiplied by.</param>
public readonly record struct Tap(int Row, int Column, float Value, double Weight)
{
    /// <summary>Value × weight.</summary>
    public double Product => Value * Weight;
}

/// <summary>What one channel of an input gave to a sum.</summary>
/// <param name="Channel">The input's channel, from 0.</param>
/// <param name="Taps">Its products, row by row; pixels beyond the border are left out, they are zero.</param>
public sealed record ChannelProducts(int Channel, IReadOnlyList<Tap> Taps)
{
    /// <summary>Σ value × weight.</summary>
    public double Sum { get; } = Taps.Sum(t => t.Product);

    /// <summary>Σ |value × weight|: what rounding errors are measured by.</summary>
    public double Size { get; } = Taps.Sum(t => Math.Abs(t.Product));
}

/// <summary>The part of one input that a number was made of.</summary>
/// <param name="Node">The input's name; where only shapes changed on the way, the feature maps behind that.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Top">Row of the window's first tap; negative above the border.</param>
/// <param name="Left">Column of the window's first tap.</param>
/// <param name="Height">Taps down.</param>
/// <param name="Width">Taps across.</param>
/// <param name="DilationHeight">Rows between taps.</param>
/// <param name="DilationWidth">Columns between taps.</param>
/// <param name="Channels">The products by channel.</param>
public sealed record InputWindow(string Node, Shape Shape, int Top, int Left, int Height, int Width, int DilationHeight, int DilationWidth,
    IReadOnlyList<ChannelProducts> Channels)
{
    /// <summary>Row of its last tap.</summary>
    public int Bottom => Top + (Height - 1) * DilationHeight;

    /// <summary>Column of its last tap.</summary>
    public int Right => Left + (Width - 1) * DilationWidth;

    /// <summary>Taps of a channel that lie beyond the border.</summary>
    public int Outside => Height * Width - Inside(Top, Height, DilationHeight, Shape.Height) * Inside(Left, Width, DilationWidth, Shape.Width);

    /// <summary>Σ over its channels.</summary>
    public double Sum { get; } = Channels.Sum(c => c.Sum);

    private static int Inside(int first, int taps, int dilation, int size)
        => Enumerable.Range(0, taps).Count(t => first + t * dilation >= 0 && first + t * dilation < size);
}
