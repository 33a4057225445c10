using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Some places along the axes of a value: a part of it, every second pixel, the tokens in reverse.</summary>
/// <remarks>
/// Formula: <c>y[i,j,c] = x[h₀ + i·s_h, w₀ + j·s_w, c₀ + c·s_c]</c>.
/// Shapes: H×W×C → counts along the axes; a vector likewise.
/// Gradients: dY at the chosen places, 0 at the others.
/// Source: as ONNX's Slice, with counts for ends.
/// </remarks>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">Channels.</param>
public sealed record Slice(AxisSlice Height = default, AxisSlice Width = default, AxisSlice Channels = default) : Op
{
    /// <inheritdoc/>
    public override string Stem => "slice";

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape x = Sizes.One(inputs, Stem);
        int h = Count(Height, x.Height, "rows"), w = Count(Width, x.Width, "columns"), c = Count(Channels, x.Channels, "channels");
        return x.IsImage ? Shape.Image(h, w, c) : Shape.Vector(c);
    }

    private int Count(AxisSlice slice, int size, string what)
    {
        if (slice.IsWhole) return size;
        long last = slice.Start + (slice.Count - 1L) * slice.Step;
        if (slice.Count < 1 || slice.Step == 0 || slice.Start < 0 || slice.Start >= size || last < 0 || last >= size)
            throw new DeclarationException($"{this}: places {slice.Start} to {last} in steps of {slice.Step} of {size} {what}", $"0 ≤ start, start + (count − 1)·step < {size}, step ≠ 0");
        return slice.Count;
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => default;

    internal override void Reference<T>(ReferenceStage<T> s) => Each(s, (x, y) => s.Output[y] = s.Inputs[0][x]);

    internal override void ReferenceBackward<T>(ReferenceStage<T> s) => Each(s, (x, y) => s.InputGradients[0][x] += s.OutputGradient[y]);

    // Calls back with an index in the output, and that of the input which goes there first.
    private void Each<T>(ReferenceStage<T> s, Action<int, int> place) where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        Shape x = s.InputShape(0), y = s.Node.Shape;
        int i = 0;
        for (int n = 0; n < s.Batch; n++)
            for (int h = 0; h < y.Height; h++)
                for (int w = 0; w < y.Width; w++)
                    for (int c = 0; c < y.Channels; c++)
                        place(((n * x.Height + At(Height, h)) * x.Width + At(Width, w)) * x.Channels + At(Channels, c), i++);
    }

    private static int At(AxisSlice slice, int i) => slice.IsWhole ? i : slice.Start + i * slice.Step;

    internal override void Compile(Stage s) => s.Emit(Rearrange.Slice($"{s.Name} {this}", s.Input(0), s.Output, Height, Width, Channels));

    internal override void CompileBackward(Stage s)
    {
        if (!s.NeedsInputGradient(0)) return;
        bool accumulate = s.Accumulate(0);
        if (!accumulate) s.Emit(new FillMaps($"{s.Name} zeros", s.InputGradient(0)));
        s.Emit(Rearrange.Unslice($"{s.Name} {this} backward", s.OutputGradient, s.InputGradient(0), Height, Width, Channels, accumulate));
    }

    internal static Slice Read(OpArguments a) => new(a.Slice("h"), a.Slice("w"), a.Slice("c"));

    /// <inheritdoc/>
    public override string ToString() => Stem + Text("h", Height) + Text("w", Width) + Text("c", Channels);

    private static string Text(string axis, AxisSlice s) => s.IsWhole ? "" : $" {axis} {s.Start},{s.Count}{(s.Step == 1 ? "" : $",{s.Step}")}";
}

/// <summary>The layer method of <see cref="Fovea.Slice"/>.</summary>
public static class SliceLayer
{
    /// <summary>Some places along the axes of a value.</summary>
    /// <param name="x">H×W×C or a vector.</param>
    /// <param name="height">Rows; all of them when left out.</param>
    /// <param name="width">Columns; all of them when left out.</param>
    /// <param name="channels">Channels; all of them when left out.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">A place lies beyond the value.</exception>
    public static Node Slice(this Node x, AxisSlice height = default, AxisSlice width = default, AxisSlice channels = default, string? name = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Slice(height, width, channels), name, new SourceLine(file, line));
}
