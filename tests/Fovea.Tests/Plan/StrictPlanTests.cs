using Fovea.Kernels;

namespace Fovea.Tests;

public sealed class StrictPlanTests
{
    private const string Net = "16x16x16 | conv 32 3x3 | relu | conv 16 3x3 nobias | globalavgpool | dense 4";

    [Fact]
    public void Strict_plans_have_no_winograd_and_agree_with_plans_that_have()
    {
        if (KernelTable.Resolve(KernelVariant.Auto) is not (KernelVariant.Avx2 or KernelVariant.Avx512)) return;
        using Model model = Model.Parse(Net, seed: 3);
        using Plan fast = Compile(model, strict: false), strict = Compile(model, strict: true);
        Assert.Contains("conv1 conv2d-winograd4x3 16×16×32 relu", fast.ToString(), StringComparison.Ordinal);
        Assert.Contains("conv2.input.grad conv2d-winograd4x3 16×16×32", fast.ToString(), StringComparison.Ordinal);
        Assert.Contains("conv2.weight.grad conv2d-winograd4x3 3×3×32×16", fast.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("winograd", strict.ToString(), StringComparison.Ordinal);
        foreach (Plan plan in (Plan[])[fast, strict])
        {
            var random = new Random(5);
            var images = new float[8 * 16 * 16 * 16];
            for (int i = 0; i < images.Length; i++) images[i] = random.NextSingle() - 0.5f;
            plan.Load(images);
            for (int i = 0; i < 8; i++) plan.Labels[i] = i % 4;
            plan.Run(1, 0);
        }
        foreach (string parameter in (string[])["conv1.weight", "conv1.bias", "conv2.weight"])
        {
            float[] a = fast.Gradient(parameter).ToArray(), b = strict.Gradient(parameter).ToArray();
            double difference = Math.Sqrt(a.Zip(b, (x, y) => Math.Pow((double)x - y, 2)).Sum()), norm = Math.Sqrt(b.Sum(v => (double)v * v));
            Assert.True(difference <= 1e-5 * norm, $"{parameter}: {difference / norm:E2}");
        }
    }

    private static Plan Compile(Model model, bool strict) => model.Compile(new PlanOptions
    {
        MaxBatch = 8,
        Threads = 2,
        Training = true,
        Objective = Objective.CrossEntropy(),
        ParameterGradients = true,
        Strict = strict,
    });
}
