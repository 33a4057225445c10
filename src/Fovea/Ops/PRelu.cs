using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>ReLU whose slope below zero is learned.</summary>
/// <remarks>
/// Formula: <c>y = x for x &gt; 0, else a[c]·x</c>; one slope for each channel, or one for all.
/// Shapes: any, unchanged; weight (a) has C values, or one.
/// Gradients: input, weight.
/// Source: He, Zhang, Ren, Sun, "Delving deep into rectifiers", ICCV 2015; slopes start at 0.25 and are not decayed.
/// </remarks>
/// <param name="Shared">One slope serves all channels.</param>
public sealed record PRelu(bool Shared = false) : Op
{
    /// <inheritdoc/>
    public override string Stem => "prelu";

    /// <inheritdoc/>
    public override BackwardReads BackwardReads => BackwardReads.Inputs;

    internal override Sharing Sharing(bool training) => Fovea.Sharing.InPlace;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) => Sizes.One(inputs, Stem);

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters(IReadOnlyList<Shape> inputs)
        => [new("weight", Shape.Vector(Shared ? 1 : inputs[0].Channels), ParameterKind.Slope)];

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, output.Count);

    internal override void Reference<T>(ReferenceStage<T> s) => PReluReference.Forward<T>(s.Node.Shape.Channels, s.Inputs[0], s.Parameter("weight"), s.Output);

    internal override void ReferenceBackward<T>(ReferenceStage<T> s)
        => PReluReference.Backward<T>(s.Node.Shape.Channels, s.Inputs[0], s.OutputGradient, s.Parameter("weight"), s.InputGradients[0], s.ParameterGradient("weight"));

    internal override void Compile(Stage s) => s.Emit(new PReluForward($"{s.Name} prelu", s.Input(0), s.Output, Slopes(s)));

    internal override void CompileBackward(Stage s)
    {
        Maps x = s.Input(0), dy = s.OutputGradient;
        if (s.ParameterGradient("weight").Exists)
        {
            FloatBlock scratch = s.Scratch(Kernels.PRelu.ScratchFloats(x));
            s.Emit(new PReluSlopeSums($"{s.Name} slope sums", x, dy, scratch));
            s.Emit(new PReluSlopeTotal($"{s.Name} slope gradients", x, scratch, s.ParameterGradient("weight")));
        }
        if (s.NeedsInputGradient(0)) s.Emit(new PReluBackward($"{s.Name} prelu backward", x, dy, s.InputGradient(0), Slopes(s), s.Accumulate(0)));
    }

    private static FloatBlock Slopes(Stage s)
    {
        int channels = s.Node.Shape.Channels;
        FloatBlock repeated = s.Packed("slopes", RepeatChannels.Floats(channels));
        s.Pack(new RepeatChannels($"{s.Name} slopes", channels, s.Parameter("weight"), repeated));
        return repeated;
    }

    internal static PRelu Read(OpArguments a) => new(a.Flag("shared"));

    /// <inheritdoc/>
    public override string ToString() => Shared ? "prelu shared" : Stem;
}

/// <summary>The layer method of <see cref="Fovea.PRelu"/>.</summary>
public static class PReluLayer
{
    /// <summary>ReLU whose slope below zero is learned.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="shared">One slope for all channels instead of one for each.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node PRelu(this Node x, bool shared = false, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new PRelu(shared), name, new SourceLine(file, line));
}
