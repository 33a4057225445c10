namespace Fovea;

/// <summary>Zero pixels that a window may reach beyond the border.</summary>
/// <remarks>
/// <see cref="Same"/> adds <c>Ke − 1</c> pixels along each axis (Ke the dilated window), the smaller half first: stride 1 keeps the
/// size, stride 2 gives ⌈H / 2⌉, and odd windows pad alike on both sides, as PyTorch's <c>padding = k / 2</c> does.
/// </remarks>
public readonly record struct Padding
{
    private Padding(PaddingKind kind, int top = 0, int bottom = 0, int left = 0, int right = 0)
        => (Kind, Top, Bottom, Left, Right) = (kind, top, bottom, left, right);

    /// <summary>Half a window on each side.</summary>
    public static Padding Same { get; } = new(PaddingKind.Same);

    /// <summary>None: the window stays inside.</summary>
    public static Padding Valid { get; } = new(PaddingKind.Valid);

    /// <summary>The same number of pixels on all four sides.</summary>
    public static Padding Of(int pixels) => Explicit(pixels, pixels, pixels, pixels);

    /// <summary>Pixels for each side.</summary>
    public static Padding Explicit(int top, int bottom, int left, int right)
    {
        if ((top | bottom | left | right) < 0) throw new DeclarationException($"padding {top},{bottom},{left},{right} is negative");
        if (Math.Max(Math.Max(top, bottom), Math.Max(left, right)) > 4096)
            throw new DeclarationException($"padding {top},{bottom},{left},{right}", "padding is at most 4096 pixels on a side");
        return new Padding(PaddingKind.Explicit, top, bottom, left, right);
    }

    /// <summary>How it was declared.</summary>
    public PaddingKind Kind { get; }

    private int Top { get; }

    private int Bottom { get; }

    private int Left { get; }

    private int Right { get; }

    /// <summary>Pixels before and after the rows and the columns for a dilated window of that span.</summary>
    public (int Top, int Bottom, int Left, int Right) For(int spanH, int spanW) => Kind switch
    {
        PaddingKind.Same => ((spanH - 1) / 2, spanH - 1 - (spanH - 1) / 2, (spanW - 1) / 2, spanW - 1 - (spanW - 1) / 2),
        PaddingKind.Explicit => (Top, Bottom, Left, Right),
        _ => (0, 0, 0, 0),
    };

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        PaddingKind.Same => "same",
        PaddingKind.Valid => "valid",
        _ => (Top, Left) == (Bottom, Right) ? Top == Left ? $"{Top}" : $"{Top}x{Left}" : $"{Top},{Bottom},{Left},{Right}",
    };
}

/// <summary>How padding was declared.</summary>
public enum PaddingKind
{
    /// <summary>No padding.</summary>
    Valid,

    /// <summary>Half a window on each side.</summary>
    Same,

    /// <summary>Pixels for each side.</summary>
    Explicit,
}
