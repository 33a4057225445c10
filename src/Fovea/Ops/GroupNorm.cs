using System.Globalization;
using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Normalisation over groups of channels, image by image.</summary>
/// <remarks>
/// Formula: <c>y = γ·(x − μ) / √(σ² + ε) + β</c>, μ and σ² over the pixels and the channels of one group of one image.
/// Shapes: H×W×C, unchanged; γ and β have one value for each channel.
/// Gradients: input (through the statistics), weight (γ), bias (β).
/// Source: Wu, He 2018; as many groups as channels is instance normalisation, Ulyanov, Vedaldi, Lempitsky 2016.
/// </remarks>
/// <param name="Groups">Groups of channels; 0 is one for each channel.</param>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record GroupNorm(int Groups, float Epsilon = 1e-5f) : Op
{
    /// <inheritdoc/>
    public override string Stem => Groups == 0 ? "instancenorm" : "groupnorm";

    /// <inheritdoc/>
    public override BackwardReads BackwardReads => BackwardReads.Inputs;

    internal override bool Fuses(Clamp clamp) => true;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape x = Sizes.Maps(inputs, Stem);
        if (!(Epsilon > 0) || !float.IsFinite(Epsilon)) throw new DeclarationException($"group norm epsilon {Epsilon.ToString(CultureInfo.InvariantCulture)}", "ε > 0");
        if (Groups < 0 || x.Channels % GroupsOf(x) != 0) throw new DeclarationException($"{Groups} groups do not divide {x.Channels} channels", "channels mod groups = 0");
        return x;
    }

    /// <summary>The number of groups for an input.</summary>
    public int GroupsOf(Shape x) => Groups == 0 ? x.Channels : Groups;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters(IReadOnlyList<Shape> inputs)
    {
        var shape = Shape.Vector(inputs[0].Channels);
        return [new("weight", shape, ParameterKind.NormScale), new("bias", shape, ParameterKind.NormShift)];
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, 5 * output.Count);

    internal override void Reference<T>(ReferenceStage<T> s) => GroupNormReference.Forward<T>(s.Node.Shape.Height * s.Node.Shape.Width, s.Node.Shape.Channels,
        GroupsOf(s.Node.Shape), s.Inputs[0], s.Parameter("weight"), s.Parameter("bias"), T.CreateChecked(Epsilon), s.Output);

    internal override void ReferenceBackward<T>(ReferenceStage<T> s) => GroupNormReference.Backward<T>(s.Node.Shape.Height * s.Node.Shape.Width, s.Node.Shape.Channels,
        GroupsOf(s.Node.Shape), s.Inputs[0], s.OutputGradient, s.Parameter("weight"), T.CreateChecked(Epsilon), s.InputGradients[0], s.ParameterGradient("weight"), s.ParameterGradient("bias"));

    internal override void Compile(Stage s)
    {
        Maps x = s.Input(0);
        int groups = GroupsOf(s.Node.Shape);
        FloatBlock saved = Saved(s);
        if (!s.Again)
        {
            FloatBlock scratch = s.Scratch(Kernels.GroupNorm.ScratchFloats(x));
            s.Emit(new GroupNormSums($"{s.Name} sums", x, scratch));
            s.Emit(new GroupNormFinish($"{s.Name} statistics", x, groups, s.Parameter("weight"), s.Parameter("bias"), saved, scratch, Epsilon));
        }
        s.Emit(new GroupNormApply($"{s.Name} {Stem}{(s.IsClamped ? "+relu" : "")}", x, s.Output, groups, saved, s.Clamp));
    }

    internal override void CompileBackward(Stage s)
    {
        Maps x = s.Input(0), dy = s.OutputGradient;
        bool parameters = s.ParameterGradient("weight").Exists;
        if (!parameters && !s.NeedsInputGradient(0)) return;
        int groups = GroupsOf(s.Node.Shape);
        FloatBlock saved = Saved(s), scratch = s.Scratch(Kernels.GroupNorm.ScratchFloats(x));
        s.Emit(new GroupNormBackwardSums($"{s.Name} backward sums", x, dy, scratch));
        if (parameters)
            s.Emit(new GroupNormParameterGradients($"{s.Name} parameter gradients", x, groups, s.ParameterGradient("weight"), s.ParameterGradient("bias"), saved, scratch));
        if (!s.NeedsInputGradient(0)) return;
        s.Emit(new GroupNormBackwardFinish($"{s.Name} backward factors", x, groups, s.Parameter("weight"), saved, scratch));
        s.Emit(new GroupNormBackwardApply($"{s.Name} {Stem} backward", x, dy, s.InputGradient(0), groups, saved, scratch, s.Accumulate(0)));
    }

    private FloatBlock Saved(Stage s) => s.Keep("statistics", Kernels.GroupNorm.SavedFloats(s.Input(0), GroupsOf(s.Node.Shape)));

    internal static GroupNorm Read(OpArguments a)
    {
        int groups = a.Number("number of groups");
        if (groups == 0) throw new DeclarationException("group norm with 0 groups", "at least one group", "instancenorm has one for each channel");
        return new GroupNorm(groups, a.Real("eps", 1e-5f));
    }

    internal static GroupNorm ReadInstance(OpArguments a) => new(0, a.Real("eps", 1e-5f));

    /// <inheritdoc/>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{Stem}{(Groups == 0 ? "" : $" {Groups}")}{(Epsilon == 1e-5f ? "" : $" eps {Epsilon:R}")}");
}

/// <summary>The layer methods of <see cref="Fovea.GroupNorm"/>.</summary>
public static class GroupNormLayer
{
    /// <summary>Normalises groups of channels, image by image.</summary>
    /// <param name="x">H×W×C.</param>
    /// <param name="groups">Groups of channels; they divide C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">The groups do not divide the channels.</exception>
    public static Node GroupNorm(this Node x, int groups, float epsilon = 1e-5f, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new GroupNorm(groups, epsilon), name, new SourceLine(file, line));

    /// <summary>Normalises each channel of each image.</summary>
    /// <param name="x">H×W×C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node InstanceNorm(this Node x, float epsilon = 1e-5f, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new GroupNorm(0, epsilon), name, new SourceLine(file, line));
}
