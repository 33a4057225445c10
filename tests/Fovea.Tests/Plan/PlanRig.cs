using System.Runtime.InteropServices;
using Fovea.Kernels;

namespace Fovea.Tests;

/// <summary>Numbers and comparisons that the tests of plans share.</summary>
internal static class PlanRig
{
    public const string Net = "8x8x2 | conv 6 3x3 | relu | maxpool 2 | residual(conv 6 3x3 nobias | bn | relu) | relu | flatten | dense 5 | relu | dense 4";

    public static float[] Images(Model model, int batch, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, batch * (int)model.Graph.Input.Shape.Count).Select(_ => random.NextSingle() * 2 - 1)];
    }

    public static float[] Read(Plan plan, string name)
    {
        using Tensor tensor = plan.Read(name);
        return tensor.Values.ToArray();
    }

    public static void SameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
        => Assert.True(MemoryMarshal.AsBytes(expected).SequenceEqual(MemoryMarshal.AsBytes(actual)), $"{what}: other bits");

    public static void Close(double[] expected, ReadOnlySpan<float> actual, string what, double bound = 2e-5)
    {
        double difference = 0, norm = 0;
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            difference += Math.Pow(expected[i] - actual[i], 2);
            norm += Math.Pow(expected[i], 2);
        }
        double error = Math.Sqrt(difference / Math.Max(norm, 1e-12));
        Assert.True(error <= bound, $"{what}: relative error {error:E2}");
    }

    public static ReferenceRun<double> Reference(Model model, float[] images, int[] labels, Objective objective, ReluRule rule = ReluRule.Standard, bool training = false)
        => ReferenceRun<double>.Execute(model.Graph, ReferenceRun<double>.Copy(model.Parameters), Array.ConvertAll(images, v => (double)v), labels, objective, training, reluRule: rule);
}
