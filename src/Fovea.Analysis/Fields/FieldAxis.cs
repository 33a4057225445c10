namespace Fovea.Analysis;

/// <summary>
/// The receptive field of a node along one axis, over all paths: the pixels that its first number sees on any path, the pixels on the
/// path that sees fewest, the distance to its neighbour and where the paths have their centres.
/// </summary>
/// <remarks>
/// Recursion for a window of span Ke, stride S, P pixels before: <c>first −= P·j; end += (Ke − 1 − P)·j; j *= S</c>; the size is
/// <c>end − first</c>. What enlarges by S divides the jump and grows the field by the pixels that one output reads. Whole numbers throughout; centres are doubled, since even windows
/// have theirs between two pixels, and pixels are cut into units where the network enlarges its maps.
/// Source: Araujo, Norris, Sim, Distill 2019.
/// </remarks>
/// <param name="First">First pixel that number 0 sees.</param>
/// <param name="End">The pixel after the last.</param>
/// <param name="Jump">Pixels between neighbouring numbers.</param>
/// <param name="Least">Pixels on the path that sees fewest.</param>
/// <param name="LeastJump">The jump of that path.</param>
/// <param name="LowCentre2">Twice the least centre of a path.</param>
/// <param name="HighCentre2">Twice the largest centre of a path.</param>
/// <param name="Apart2">Twice the distance of the centres of the inputs joined last.</param>
internal readonly record struct FieldAxis(long First, long End, long Jump, long Least, long LeastJump, long LowCentre2, long HighCentre2, long Apart2)
{
    // A network may repeat stride 4096 on a map of one pixel: beyond these limits fields stop growing instead of overflowing.
    private const long MostJump = 1 << 30, MostPixels = 1L << 55;

    /// <summary>The image itself, its pixels cut into a number of units.</summary>
    public static FieldAxis Pixel(int units) => new(0, units, units, units, units, units, units, 0);

    /// <summary>Units that a pixel of the image has to be cut into, so that every jump and half a jump is whole.</summary>
    public static int UnitsOf(IEnumerable<FieldStep> steps)
    {
        const int most = 1024;
        long units = 1;
        foreach (FieldStep s in steps)
            if (s.Up > 1 && units * s.Up * 2 <= most) units *= units == 1 ? 2L * s.Up : s.Up;
        return (int)units;
    }

    public int Size(int units) => Whole(End - First, units);

    public int MinSize(int units) => Whole(Least, units);

    /// <summary>Pixels between neighbours; 1 where they are less than one apart.</summary>
    public int JumpPixels(int units) => (int)Math.Max(1, Jump / units);

    public double Start(int units) => (First + End) / 2.0 / units;

    public double Misalignment(int units) => Apart2 / 2.0 / units;

    private static int Whole(long length, int units) => (int)Math.Min((length + units - 1) / units, int.MaxValue);

    /// <summary>Behind an op.</summary>
    public FieldAxis Through(FieldStep s)
    {
        long grown = (s.Span - 1L) * Jump, shift2 = s.Shift2 * Jump / s.Up, first = First + (shift2 - grown) / 2;
        return this with
        {
            First = Bounded(first),
            End = Bounded(first + End - First + grown),
            Jump = Math.Clamp(Jump * s.Stride / s.Up, 1, MostJump),
            Least = Bounded(Least + (s.Span - 1L) * LeastJump),
            LeastJump = Math.Clamp(LeastJump * s.Stride / s.Up, 1, MostJump),
            LowCentre2 = Bounded(LowCentre2 + shift2),
            HighCentre2 = Bounded(HighCentre2 + shift2),
        };
    }

    /// <summary>Where paths meet at a node whose inputs have <paramref name="numbers"/> numbers along this axis.</summary>
    public static FieldAxis Join(IEnumerable<FieldAxis> inputs, int numbers)
    {
        FieldAxis joined = default;
        bool any = false;
        foreach (FieldAxis input in inputs)
        {
            joined = any ? joined.With(input, numbers - 1) : input with { Apart2 = 0 };
            any = true;
        }
        return joined;
    }

    private FieldAxis With(FieldAxis b, long last)
    {
        // Centres that lay apart before do so on both sides; only what this join adds counts. Paths with different jumps drift apart up to the last number.
        long drift2 = 2 * last * (Jump - b.Jump);
        long apart2 = Math.Max(Distance(LowCentre2 - b.LowCentre2, drift2), Distance(HighCentre2 - b.HighCentre2, drift2));
        bool less = b.Least < Least;
        long end = Math.Max(End, b.End), first = Math.Min(First, b.First);
        // The union is widest at the first number or at the last one.
        long wide = Math.Max(end - first, Math.Max(End + last * Jump, b.End + last * b.Jump) - Math.Min(First + last * Jump, b.First + last * b.Jump));
        return new FieldAxis(first, Bounded(first + wide), Math.Max(Jump, b.Jump), less ? b.Least : Least, less ? b.LeastJump : LeastJump,
            Math.Min(LowCentre2, b.LowCentre2), Math.Max(HighCentre2, b.HighCentre2), Math.Max(Apart2, Bounded(apart2)));
    }

    private static long Distance(long atFirst, long drift) => Math.Max(Math.Abs(atFirst), Math.Abs(atFirst + drift));

    private static long Bounded(long pixels) => Math.Clamp(pixels, -MostPixels, MostPixels);
}
