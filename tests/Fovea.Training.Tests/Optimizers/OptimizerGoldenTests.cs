using Fovea.Golden;
using Fovea.Kernels;

namespace Fovea.Training.Tests;

/// <summary>Twelve steps of each optimiser against libtorch.</summary>
public sealed class OptimizerGoldenTests
{
    [Fact]
    public void Every_optimiser_follows_libtorch()
    {
        GoldenFile golden = GoldenFile.Load("optimizer");
        Assert.Equal(6, golden.Cases.Count);
        foreach (GoldenCase c in golden.Cases) Check(c);
    }

    private static void Check(GoldenCase c)
    {
        float rate = (float)c.Number("lr"), momentum = (float)c.Number("momentum"), decay = (float)c.Number("weight_decay");
        Optimizer optimizer = c.Text("kind") switch
        {
            "sgd" or "sgd_momentum" => new Sgd { LearningRate = rate, Momentum = momentum, WeightDecay = decay },
            "sgd_nesterov_wd" => new Sgd { LearningRate = rate, Momentum = momentum, WeightDecay = decay, Nesterov = true },
            "adam" => new Adam { LearningRate = rate, WeightDecay = decay },
            "adamw" => new AdamW { LearningRate = rate, WeightDecay = decay },
            "rmsprop" => new RmsProp { LearningRate = rate, WeightDecay = decay },
            string other => throw new InvalidOperationException(other),
        };
        float[] p = c["p0"].Data;
        using var weights = new NativeBuffer(p.Length);
        using var gradients = new NativeBuffer(p.Length);
        using var team = new Team(2);
        Span<float> w = weights.Span(0, p.Length), g = gradients.Span(0, p.Length);
        p.CopyTo(w);
        using var state = new OptimizerState(optimizer, new FloatBlock(weights, 0, p.Length), new FloatBlock(gradients, 0, p.Length), [new UpdateRange(0, p.Length, decay)]);
        for (int step = 1; step <= 12; step++)
        {
            Gradient(c, w, g);
            Assert.True(state.Measure(team));
            state.Update(team, rate, step);
            double error = GoldenFile.RelativeError(w, c[$"p{step}"].Data);
            Assert.True(error <= 1e-5, $"{c.Text("kind")}, step {step}: relative error {error:E2}");
        }
    }

    // Of mean((m·p − target)²) with m rows × inner, p inner × columns.
    private static void Gradient(GoldenCase c, ReadOnlySpan<float> p, Span<float> gradient)
    {
        int rows = c["m"].Shape[0], inner = c["m"].Shape[1], columns = c["p0"].Shape[1];
        float[] m = c["m"].Data, target = c["target"].Data;
        gradient.Clear();
        for (int r = 0; r < rows; r++)
            for (int col = 0; col < columns; col++)
            {
                double difference = -target[r * columns + col];
                for (int i = 0; i < inner; i++) difference += (double)m[r * inner + i] * p[i * columns + col];
                for (int i = 0; i < inner; i++) gradient[i * columns + col] += (float)(2 * difference * m[r * inner + i] / target.Length);
            }
    }
}
