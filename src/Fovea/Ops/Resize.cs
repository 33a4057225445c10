using System.Runtime.CompilerServices;
using Fovea.Kernels;
using static System.FormattableString;

namespace Fovea;

/// <summary>Feature maps of another size, by interpolation.</summary>
/// <remarks>
/// Formula: <c>y[i,j,c] = Σ_{h,w} R[i,h]·S[j,w]·x[h,w,c]</c>, R and S sparse: one, two or four pixels around the place that i or j stands for.
/// Shapes: H×W×C → the size, or <c>⌊H·scale⌋</c>×<c>⌊W·scale⌋</c>, ×C.
/// Gradients: input, by the transposed tables.
/// Source: ONNX's Resize, of which PyTorch's interpolate is a part; pixels at the border are repeated.
/// </remarks>
/// <param name="Kind">How numbers between pixels are made.</param>
/// <param name="Height">Rows of the output; 0 goes by the scale.</param>
/// <param name="Width">Columns of the output; 0 goes by the scale.</param>
/// <param name="ScaleHeight">Output rows for each row; 0 goes by the size.</param>
/// <param name="ScaleWidth">Output columns for each column; 0 goes by the size.</param>
/// <param name="Coordinates">Which place of the input a pixel stands for.</param>
/// <param name="Rounding">Which pixel is the nearest.</param>
/// <param name="CubicWeight">The free number of the cubic.</param>
public sealed record Resize(ResizeKind Kind, int Height, int Width, float ScaleHeight, float ScaleWidth, ResizeCoordinates Coordinates = ResizeCoordinates.HalfPixel,
    NearestRounding Rounding = NearestRounding.PreferFloor, float CubicWeight = Resize.StandardCubic) : Op
{
    private const float StandardCubic = -0.75f, MostScale = 4096;

    private static readonly string[] Kinds = ["nearest", "linear", "cubic"], Places = ["halfpixel", "pytorch", "corners", "asymmetric"],
        Roundings = ["preferfloor", "preferceil", "floor", "ceil"];

    /// <inheritdoc/>
    public override string Stem => "resize";

    private bool BySize => Height > 0;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape x = Sizes.Maps(inputs, Stem);
        if (!float.IsFinite(CubicWeight)) throw new DeclarationException("resize with a cubic that is no number");
        if (BySize ? Width < 1 || Height < 1 : !(ScaleHeight > 0 && ScaleWidth > 0 && ScaleHeight <= MostScale && ScaleWidth <= MostScale))
            throw new DeclarationException(BySize ? $"resize to {Height}×{Width}" : Invariant($"resize by {ScaleHeight}×{ScaleWidth}"),
                BySize ? "at least 1×1" : "a scale is above 0, and at most 4096");
        (ResizeAxis rows, ResizeAxis columns) = Axes(x);
        if (rows.Out < 1 || columns.Out < 1)
            throw new DeclarationException(Invariant($"a scale of {ScaleHeight}×{ScaleWidth} leaves nothing of {x}"), "H·scale ≥ 1");
        return Sizes.Enlarged(x, rows.Out, columns.Out, x.Channels);
    }

    /// <summary>Both axes for an input.</summary>
    public (ResizeAxis Rows, ResizeAxis Columns) Axes(Shape x) => (Axis(x.Height, Height, ScaleHeight), Axis(x.Width, Width, ScaleWidth));

    private ResizeAxis Axis(int size, int to, float scale)
        => BySize ? new(size, to, (float)to / size, Kind, Coordinates, Rounding, CubicWeight) : new(size, (int)(size * scale), scale, Kind, Coordinates, Rounding, CubicWeight);

    private (InterpolationTable Rows, InterpolationTable Columns) Tables(Shape x)
    {
        (ResizeAxis rows, ResizeAxis columns) = Axes(x);
        return (InterpolationTable.Of(rows), InterpolationTable.Of(columns));
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, output.Count * Kind switch { ResizeKind.Nearest => 1, ResizeKind.Linear => 4, _ => 8 });

    internal override void Reference<T>(ReferenceStage<T> s)
    {
        (InterpolationTable rows, InterpolationTable columns) = Tables(s.InputShape(0));
        ResizeReference.Add<T>(rows, columns, s.Batch, s.Node.Shape.Channels, s.Inputs[0], s.Output);
    }

    internal override void ReferenceBackward<T>(ReferenceStage<T> s)
    {
        if (s.InputGradients[0].Length == 0) return;
        (InterpolationTable rows, InterpolationTable columns) = Tables(s.InputShape(0));
        ResizeReference.Add<T>(rows.Transposed(), columns.Transposed(), s.Batch, s.Node.Shape.Channels, s.OutputGradient, s.InputGradients[0]);
    }

    internal override void Compile(Stage s)
    {
        (InterpolationTable rows, InterpolationTable columns) = Tables(s.InputShape(0));
        s.Emit(new ResizeCall($"{s.Name} {this}", rows, columns, s.Input(0), s.Output, s.Scratch(ResizeCall.ScratchFloats(s.Input(0), s.Workers)), s.Workers));
    }

    internal override void CompileBackward(Stage s)
    {
        if (!s.NeedsInputGradient(0)) return;
        (InterpolationTable rows, InterpolationTable columns) = Tables(s.InputShape(0));
        Maps dy = s.OutputGradient;
        s.Emit(new ResizeCall($"{s.Name} {this} backward", rows.Transposed(), columns.Transposed(), dy, s.InputGradient(0),
            s.Scratch(ResizeCall.ScratchFloats(dy, s.Workers)), s.Workers, s.Accumulate(0)));
    }

    internal static Resize Read(OpArguments a)
    {
        int kind = a.OneOf(Kinds);
        if (kind < 0) throw new DeclarationException("resize lacks its kind", "nearest, linear or cubic", "resize linear scale 2, or resize linear size 14x14");
        var (h, w) = a.Pair("size", 0);
        var (sh, sw) = a.RealPair("scale", 0);
        if (h > 0 == sh > 0) throw new DeclarationException(h > 0 ? "resize has a size and a scale" : "resize lacks its size or scale", "one of the two", "resize linear scale 2, or resize linear size 14x14");
        return new Resize((ResizeKind)kind, h, w, sh, sw, (ResizeCoordinates)Math.Max(0, a.OneOf(Places)), (NearestRounding)Math.Max(0, a.OneOf(Roundings)), a.Real("weight", StandardCubic));
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        string to = BySize ? Sizes.Option("size", Height, Width, 0)
            : ScaleHeight == ScaleWidth ? Invariant($" scale {ScaleHeight:R}") : Invariant($" scale {ScaleHeight:R}x{ScaleWidth:R}");
        return $"{Stem} {Kinds[(int)Kind]}{to}{(Coordinates == ResizeCoordinates.HalfPixel ? "" : $" {Places[(int)Coordinates]}")}"
            + (Rounding == NearestRounding.PreferFloor ? "" : $" {Roundings[(int)Rounding]}")
            + (CubicWeight == StandardCubic ? "" : Invariant($" weight {CubicWeight:R}"));
    }
}

/// <summary>The layer methods of <see cref="Fovea.Resize"/>.</summary>
public static class ResizeLayer
{
    /// <summary>Maps that are larger or smaller by a factor.</summary>
    /// <param name="x">H×W×C.</param>
    /// <param name="scale">Output pixels for each pixel, along both axes.</param>
    /// <param name="kind">How numbers between pixels are made.</param>
    /// <param name="coordinates">Which place of the input a pixel stands for.</param>
    /// <param name="rounding">Which pixel is the nearest.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">Nothing is left, or the maps become too large.</exception>
    public static Node Resize(this Node x, float scale, ResizeKind kind = ResizeKind.Nearest, ResizeCoordinates coordinates = ResizeCoordinates.HalfPixel,
        NearestRounding rounding = NearestRounding.PreferFloor, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Resize(kind, 0, 0, scale, scale, coordinates, rounding), name, new SourceLine(file, line));

    /// <summary>Maps of a given size.</summary>
    /// <param name="x">H×W×C.</param>
    /// <param name="height">Rows of the output.</param>
    /// <param name="width">Columns of the output.</param>
    /// <param name="kind">How numbers between pixels are made.</param>
    /// <param name="coordinates">Which place of the input a pixel stands for.</param>
    /// <param name="rounding">Which pixel is the nearest.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">The size is none.</exception>
    public static Node ResizeTo(this Node x, int height, int width, ResizeKind kind = ResizeKind.Nearest, ResizeCoordinates coordinates = ResizeCoordinates.HalfPixel,
        NearestRounding rounding = NearestRounding.PreferFloor, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Resize(kind, height, width, 0, 0, coordinates, rounding), name, new SourceLine(file, line));
}
