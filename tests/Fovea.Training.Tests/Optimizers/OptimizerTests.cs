using Fovea.Kernels;

namespace Fovea.Training.Tests;

public sealed class OptimizerTests
{
    [Fact]
    public void Only_weights_that_multiply_decay_unless_all_shall()
    {
        using Model model = Small.Model();
        UpdateRange[] some = OptimizerState.Ranges(model, new TrainOptions { Optimizer = new Sgd { WeightDecay = 0.1f } }, new HashSet<Parameter>());
        foreach (Parameter p in model.Parameters.All.Where(p => p.Spec.IsTrainable))
            Assert.Equal(p.Name is "conv1.weight" or "conv2.weight" or "dense1.weight" ? 0.1f : 0, some.Single(r => r.Start <= p.Offset && p.Offset < r.End).WeightDecay);
        Assert.Equal([new UpdateRange(0, some[^1].End, 0.1f)], OptimizerState.Ranges(model, new TrainOptions { Optimizer = new Sgd { WeightDecay = 0.1f, DecayAll = true } }, new HashSet<Parameter>()));
        Assert.Single(OptimizerState.Ranges(model, new TrainOptions { Optimizer = new Sgd() }, new HashSet<Parameter>()));
    }

    [Fact]
    public void Gradients_are_clipped_by_their_common_norm()
    {
        using var weights = new NativeBuffer(2);
        using var gradients = new NativeBuffer(2);
        using var team = new Team(1);
        Span<float> w = weights.Span(0, 2), g = gradients.Span(0, 2);
        (g[0], g[1]) = (30, 40);
        using var state = new OptimizerState(new Sgd { Momentum = 0, ClipNorm = 5 }, new FloatBlock(weights, 0, 2), new FloatBlock(gradients, 0, 2), [new UpdateRange(0, 2)]);
        Assert.True(state.Measure(team));
        state.Update(team, 1, 1);
        Assert.Equal(50, state.GradientNorm);
        Assert.Equal([-3f, -4f], w.ToArray().Select(v => MathF.Round(v, 4)));
    }

    [Fact]
    public void One_gradient_that_is_not_finite_is_seen()
    {
        using var weights = new NativeBuffer(1000);
        using var gradients = new NativeBuffer(1000);
        using var team = new Team(1);
        using var state = new OptimizerState(new Sgd(), new FloatBlock(weights, 0, 1000), new FloatBlock(gradients, 0, 1000), [new UpdateRange(0, 1000)]);
        gradients.Span(0, 1000).Fill(1e10f);
        Assert.True(state.Measure(team));
        foreach (float bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            gradients.Span(0, 1000)[777] = bad;
            Assert.False(state.Measure(team));
        }
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_refused()
    {
        Assert.Equal("Sgd.LearningRate is -1\n  rule  0 ≤ learning rate, usually 1e-4 … 1", Assert.Throws<ArgumentException>(new Sgd { LearningRate = -1 }.Check).Message);
        Assert.Equal("Sgd.Momentum is 0\n  rule  Nesterov needs momentum > 0", Assert.Throws<ArgumentException>(new Sgd { Momentum = 0, Nesterov = true }.Check).Message);
        Assert.Equal("Adam.Beta2 is 1\n  rule  0 ≤ Beta2 < 1", Assert.Throws<ArgumentException>(new Adam { Beta2 = 1 }.Check).Message);
    }
}
