using Fovea.Kernels;

namespace Fovea.Tests;

/// <summary>Networks and choices that the tests of measured choices share.</summary>
internal static class ChoiceRig
{
    public const string Net = "12x12x16 | conv 32 3x3 | relu | conv 16 3x3 nobias | bn | relu | residual(conv 16 3x3 | relu) | conv 16 5x5 | globalavgpool | dense 4";

    /// <summary>Only these kernels have a choice.</summary>
    public static bool HasChoice => KernelTable.Resolve(KernelVariant.Auto) is KernelVariant.Avx2 or KernelVariant.Avx512;

    public static AlgorithmChoices Of(params IReadOnlyList<AlgorithmChoice> choices)
        => new() { Processor = ProcessorModel.Name, Variant = KernelTable.Resolve(KernelVariant.Auto), Choices = choices };

    public static AlgorithmChoice Choice(string layer, ConvAlgorithm algorithm, ConvDirection direction = ConvDirection.Forward, int batch = 4, bool training = true)
        => new() { Layer = layer, Batch = batch, Training = training, Direction = direction, Algorithm = algorithm };

    public static PlanOptions Training(int batch = 4) => new() { MaxBatch = batch, Threads = 1, Training = true, Objective = Objective.CrossEntropy(), ParameterGradients = true };

    /// <summary>Output and gradients of a run.</summary>
    public static float[] Outcome(Plan plan)
    {
        float[] statistics = plan.Model.Parameters.Statistics.Span.ToArray();
        plan.Load(PlanRig.Images(plan.Model, plan.Options.MaxBatch));
        for (int n = 0; n < plan.Options.MaxBatch; n++) plan.Labels[n] = n % 4;
        plan.Run(1, 2);
        statistics.CopyTo(plan.Model.Parameters.Statistics.Span);
        plan.Model.Parameters.MarkChanged();
        return plan.Options.ParameterGradients ? [.. PlanRig.Read(plan, plan.Model.Graph.Output.Name), .. plan.ParameterGradients.Span] : PlanRig.Read(plan, plan.Model.Graph.Output.Name);
    }
}
