using Fovea.Kernels;

namespace Fovea;

/// <summary>Emits the calls of convolutions and dense layers, which are 1×1 convolutions over the batch.</summary>
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
        ConvAlgorithm algorithm = s.Choose(in g, ConvDirection.Forward);
        if (IsUnpacked(s, in g, algorithm))
        {
            foreach (Call call in WinogradUnpacked.Forward(s.Name, in g, algorithm, s.Input(0), s.Output, weight, bias,
                s.Scratch(WinogradUnpacked.ScratchLength(in g, algorithm, s.MaxBatch, s.Workers)), s.Workers, s.Clamp, s.Variant)) s.Emit(call);
            return;
        }
        if (algorithm != ConvAlgorithm.Direct)
        {
            FloatBlock packed = s.Packed("panels", PackWinogradForward.Length(in g, algorithm));
            s.Pack(new PackWinogradForward(s.Name, in g, algorithm, weight, bias, packed));
            s.Emit(new WinogradForward(s.Name, in g, algorithm, s.Input(0), s.Output, packed,
                s.Scratch(WinogradForward.ScratchLength(in g, algorithm, s.Workers)), s.Workers, s.Clamp, s.AddsToOutput, s.Variant));
            return;
        }
        FloatBlock panels = s.Packed("panels", PackConvForward.Length(in g));
        s.Pack(new PackConvForward(s.Name, in g, weight, bias, panels));
        s.Emit(new ConvForward(s.Name, in g, s.Input(0), s.Output, panels, s.Clamp, s.AddsToOutput, s.Variant));
    }

    public static void Backward(Stage s, in ConvGeometry g)
    {
        WeightGradient(s, in g);
        if (s.NeedsInputGradient(0)) InputGradient(s, in g);
    }

    private static void WeightGradient(Stage s, in ConvGeometry g)
    {
        FloatBlock dw = s.ParameterGradient("weight");
        if (!dw.Exists) return;
        ConvAlgorithm algorithm = s.Choose(in g, ConvDirection.WeightGradient);
        Call[] calls = algorithm == ConvAlgorithm.Direct
            ? ConvWeightGradient.Calls(s.Name, in g, s.Input(0), s.OutputGradient, dw, s.BiasGradient,
                s.Scratch(ConvWeightGradient.ScratchLength(in g, s.MaxBatch)), s.Variant)
            : WinogradWeightGradient.Calls(s.Name, in g, algorithm, s.Input(0), s.OutputGradient, dw, s.BiasGradient,
                s.Scratch(WinogradWeightGradient.ScratchLength(in g, algorithm, s.MaxBatch, s.Workers)), s.Workers, s.Variant);
        foreach (Call call in calls) s.Emit(call);
    }

    private static void InputGradient(Stage s, in ConvGeometry g)
    {
        ConvAlgorithm algorithm = s.Choose(in g, ConvDirection.InputGradient);
        if (IsUnpacked(s, in g, algorithm))
        {
            foreach (Call call in WinogradUnpacked.InputGradient(s.Name, in g, algorithm, s.OutputGradient, s.InputGradient(0), s.Parameter("weight"),
                s.Scratch(WinogradUnpacked.ScratchLength(in g, algorithm, s.MaxBatch, s.Workers)), s.Workers, s.Accumulate(0), s.Variant)) s.Emit(call);
            return;
        }
        if (algorithm != ConvAlgorithm.Direct)
        {
            FloatBlock packed = s.Packed("gradient panels", PackWinogradInputGradient.Length(in g, algorithm));
            s.Pack(new PackWinogradInputGradient(s.Name, in g, algorithm, s.Parameter("weight"), packed));
            s.Emit(new WinogradInputGradient(s.Name, in g, algorithm, s.OutputGradient, s.InputGradient(0), packed,
                s.Scratch(WinogradInputGradient.ScratchLength(in g, algorithm, s.Workers)), s.Workers, s.Accumulate(0), s.Variant));
            return;
        }
        FloatBlock panels = s.Packed("gradient panels", PackConvInputGradient.Length(in g));
        s.Pack(new PackConvInputGradient(s.Name, in g, s.Parameter("weight"), panels));
        s.Emit(new ConvInputGradient(s.Name, in g, s.OutputGradient, s.InputGradient(0), panels, s.Accumulate(0), s.Variant));
    }

    private static bool IsUnpacked(Stage s, in ConvGeometry g, ConvAlgorithm algorithm)
        => s.Options.ParameterGradients && WinogradUnpacked.Fits(in g, algorithm, s.MaxBatch);
}
