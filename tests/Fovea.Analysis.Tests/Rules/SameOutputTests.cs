namespace Fovea.Analysis.Tests;

/// <summary>Where a rule says that a change leaves the output as it is, it does.</summary>
public sealed class SameOutputTests
{
    [Theory]
    [InlineData("12x12x3 | conv 8 3x3 | tanh | maxpool 2 | flatten | dense 5", "12x12x3 | conv 8 3x3 | maxpool 2 | tanh | flatten | dense 5")]
    [InlineData("12x12x3 | conv 8 3x3 | relu | maxpool 3 stride 2 pad 1 | flatten | dense 5", "12x12x3 | conv 8 3x3 | maxpool 3 stride 2 pad 1 | relu | flatten | dense 5")]
    [InlineData("12x12x3 | conv 8 3x3 | relu | conv 6 1x1 | avgpool 2 | flatten | dense 5", "12x12x3 | conv 8 3x3 | relu | avgpool 2 | conv 6 1x1 | flatten | dense 5")]
    [InlineData("12x12x3 | conv 8 3x3 | relu | conv 6 1x1 | avgpool 3 stride 2 pad 1 excludepad | flatten | dense 5", "12x12x3 | conv 8 3x3 | relu | avgpool 3 stride 2 pad 1 excludepad | conv 6 1x1 | flatten | dense 5")]
    [InlineData("12x12x3 | conv 8 3x3 | relu | conv 6 1x1 | globalavgpool", "12x12x3 | conv 8 3x3 | relu | globalavgpool | dense 6")]
    public void The_exchanged_network_gives_the_same_numbers(string before, string after)
    {
        using Model first = Model.Parse(before, seed: 7), second = Model.Parse(after, seed: 8);
        Put(second, All(first));
        float[] a = Outputs(first), b = Outputs(second);
        for (int i = 0; i < a.Length; i++) Assert.Equal(a[i], b[i], 1e-4f);
    }

    [Fact]
    public void The_gradient_of_a_bias_before_batch_norm_is_zero()
    {
        using Model model = Model.Parse("6x6x2 | conv 4 3x3 | bn | relu | globalavgpool | dense 3", seed: 1);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 8, Threads = 1, Training = true, Objective = Objective.CrossEntropy(), ParameterGradients = true });
        plan.Load(Images(8 * 6 * 6 * 2));
        for (int i = 0; i < 8; i++) plan.Labels[i] = i % 3;
        plan.Run();
        float largest = 0;
        foreach (float g in plan.Gradient("conv1.weight")) largest = Math.Max(largest, Math.Abs(g));
        foreach (float g in plan.Gradient("conv1.bias")) Assert.True(Math.Abs(g) < 1e-4 * largest, $"{g} beside {largest}");
    }

    private static float[] Outputs(Model model)
    {
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 1, Threads = 1, Strict = true });
        plan.Load(Images(12 * 12 * 3));
        plan.Run();
        return plan.Output(0).ToArray();
    }

    // A 1×1 convolution and a dense layer have the same weights in the same order.
    private static float[] All(Model model) => [.. model.Parameters.All.SelectMany(p => model.Parameters.Values(p).Span.ToArray())];

    private static void Put(Model model, float[] values)
    {
        int at = 0;
        foreach (Parameter p in model.Parameters.All)
        {
            values.AsSpan(at, p.Count).CopyTo(model.Parameters.Values(p).Span);
            at += p.Count;
        }
        model.Parameters.MarkChanged();
    }

    private static float[] Images(int count) => [.. Enumerable.Range(0, count).Select(i => MathF.Sin(i * 1.7f) + 0.3f * MathF.Cos(i * 0.13f))];
}
