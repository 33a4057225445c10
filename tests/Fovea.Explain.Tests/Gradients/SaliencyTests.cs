using Fovea.Kernels;

namespace Fovea.Explain.Tests;

public sealed class SaliencyTests
{
    [Fact]
    public void Of_a_linear_model_is_the_size_of_its_weights()
    {
        using Model model = Model.Parse("2x2x1 | flatten | dense 2");
        new float[] { 1, 9, -2, 9, 3, 9, -4, 9 }.CopyTo(model.Parameters["dense1.weight"]);
        model.Parameters.MarkChanged();
        using var image = new Tensor(Shape.Image(2, 2, 1), [1, 1, 1, 1]);
        Explanation e = Assert.Single(model.Explain(image, new Saliency(), Objective.Logit(0)));
        Assert.Equal([1f, 2f, 3f, 4f], e.Map);
        Assert.Null(e.Warning);
    }

    [Fact]
    public void Guided_backprop_carries_its_warning()
    {
        using Model model = Model.Parse(SmallNets.TwoConv);
        using var image = new Tensor(Shape.Image(28, 28, 1), [.. Enumerable.Range(0, 784).Select(i => MathF.Sin(i * 0.1f))]);
        Explanation e = Assert.Single(model.Explain(image, new Saliency(ReluRule.Guided), Objective.Logit(0)));
        Assert.Equal("Guided backprop", e.Method);
        Assert.Contains("fails the model-randomisation check", e.Warning);
        Assert.NotEqual(model.Explain(image, new Saliency(), Objective.Logit(0))[0].Map, e.Map);
    }

    [Fact]
    public void Explaining_a_probability_is_noted()
    {
        using Model model = Model.Parse("2x2x1 | flatten | dense 2 | softmax");
        using var image = new Tensor(Shape.Image(2, 2, 1), [1, 2, 3, 4]);
        Assert.Contains("explain the logit", model.Explain(image, new Saliency(), Objective.Logit(0))[0].Warning);
    }
}
