using Fovea.Kernels;

namespace Fovea;

/// <summary>
/// Emits the calls of convolutions, of dense layers, which are 1×1 convolutions over the batch, and of transposed convolutions, whose
/// passes are those of a convolution in another order.
/// </summary>
internal static class ConvPlan
{
    public static void Forward(Stage s, in ConvGeometry g)
    {
        FloatBlock weight = s.Parameter("weight"), bias = s.Bias;
        if (s.NormParameters is { } norm)
        {
            FloatBlock foldedWeight = s.Keep("folded weight", weight.Length), foldedBias = s.Keep("folded bias", g.OutC);
            s.Prepare(new FoldIntoWeights($"{s.Name} fold {s.FoldedNorm!.Name}", weight, bias, norm, foldedWeight, foldedBias));
            (weight, bias) = (foldedWeight, foldedBias);
        }
        Convolve(s, in g, s.Input(0), s.Output, weight, bias, s.Clamp, s.AddsToOutput);
    }

    public static void Backward(Stage s, in ConvGeometry g)
    {
        WeightGradient(s, in g, s.Input(0), s.OutputGradient, s.BiasGradient);
        if (s.NeedsInputGradient(0)) InputGradient(s, in g, s.OutputGradient, s.InputGradient(0), s.Accumulate(0));
    }

    /// <summary>y = x ∗ weight + bias, or y += .</summary>
    public static void Convolve(Stage s, in ConvGeometry g, Maps x, Maps y, FloatBlock weight, FloatBlock bias, Clamp clamp, bool accumulate)
    {
        ConvAlgorithm algorithm = s.Choose(in g, ConvDirection.Forward);
        if (!accumulate && IsUnpacked(s, in g, algorithm))
        {
            foreach (Call call in WinogradUnpacked.Forward(s.Name, in g, algorithm, x, y, weight, bias,
                s.Scratch(WinogradUnpacked.ScratchLength(in g, algorithm, s.MaxBatch, s.Workers)), s.Workers, clamp, s.Variant)) s.Emit(call);
            return;
        }
        if (algorithm != ConvAlgorithm.Direct)
        {
            FloatBlock packed = s.Packed("panels", PackWinogradForward.Length(in g, algorithm));
            s.Pack(new PackWinogradForward(s.Name, in g, algorithm, weight, bias, packed));
            s.Emit(new WinogradForward(s.Name, in g, algorithm, x, y, packed,
                s.Scratch(WinogradForward.ScratchLength(in g, algorithm, s.Workers)), s.Workers, clamp, accumulate, s.Variant));
            return;
        }
        FloatBlock panels = s.Packed("panels", PackConvForward.Length(in g));
        s.Pack(new PackConvForward(s.Name, in g, weight, bias, panels));
        s.Emit(new ConvForward(s.Name, in g, x, y, panels, clamp, accumulate, s.Variant));
    }

    /// <summary>The gradients of the weights, when they are wanted, and with them that of the bias.</summary>
    public static void WeightGradient(Stage s, in ConvGeometry g, Maps x, Maps dy, FloatBlock db)
    {
        FloatBlock dw = s.ParameterGradient("weight");
        if (!dw.Exists) return;
        ConvAlgorithm algorithm = s.Choose(in g, ConvDirection.WeightGradient);
        Call[] calls = algorithm == ConvAlgorithm.Direct
            ? ConvWeightGradient.Calls(s.Name, in g, x, dy, dw, db, s.Scratch(ConvWeightGradient.ScratchLength(in g, s.MaxBatch)), s.Variant)
            : WinogradWeightGradient.Calls(s.Name, in g, algorithm, x, dy, dw, db,
                s.Scratch(WinogradWeightGradient.ScratchLength(in g, algorithm, s.MaxBatch, s.Workers)), s.Workers, s.Variant);
        foreach (Call call in calls) s.Emit(call);
    }

    /// <summary>dx from dy, or dx += .</summary>
    public static void InputGradient(Stage s, in ConvGeometry g, Maps dy, Maps dx, bool accumulate)
    {
        FloatBlock weight = s.Parameter("weight");
        ConvAlgorithm algorithm = s.Choose(in g, ConvDirection.InputGradient);
        if (IsUnpacked(s, in g, algorithm))
        {
            foreach (Call call in WinogradUnpacked.InputGradient(s.Name, in g, algorithm, dy, dx, weight,
                s.Scratch(WinogradUnpacked.ScratchLength(in g, algorithm, s.MaxBatch, s.Workers)), s.Workers, accumulate, s.Variant)) s.Emit(call);
            return;
        }
        if (algorithm != ConvAlgorithm.Direct)
        {
            FloatBlock packed = s.Packed("gradient panels", PackWinogradInputGradient.Length(in g, algorithm));
            s.Pack(new PackWinogradInputGradient(s.Name, in g, algorithm, weight, packed));
            s.Emit(new WinogradInputGradient(s.Name, in g, algorithm, dy, dx, packed,
                s.Scratch(WinogradInputGradient.ScratchLength(in g, algorithm, s.Workers)), s.Workers, accumulate, s.Variant));
            return;
        }
        FloatBlock panels = s.Packed("gradient panels", PackConvInputGradient.Length(in g));
        s.Pack(new PackConvInputGradient(s.Name, in g, weight, panels));
        s.Emit(new ConvInputGradient(s.Name, in g, dy, dx, panels, accumulate, s.Variant));
    }

    private static bool IsUnpacked(Stage s, in ConvGeometry g, ConvAlgorithm algorithm)
        => s.Options.ParameterGradients && WinogradUnpacked.Fits(in g, algorithm, s.MaxBatch);
}
