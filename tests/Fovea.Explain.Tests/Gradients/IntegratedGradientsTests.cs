namespace Fovea.Explain.Tests;

public sealed class IntegratedGradientsTests
{
    // s = relu(x₁ + x₂ − 1) from (0, 0) to (2, 1): the gradient is (1, 1) where 3·t > 1, so the integrals are 2·2/3 and 1·2/3.
    [Fact]
    public void Of_one_relu_is_computed_by_hand()
    {
        using Model model = Model.Parse("1x2x1 | flatten | dense 1 | relu | dense 1");
        Small.Set(model, "dense1.weight", 1, 1);
        Small.Set(model, "dense1.bias", -1);
        Small.Set(model, "dense2.weight", 1);
        Small.Set(model, "dense2.bias", 0);
        using var image = new Tensor(Shape.Image(1, 2, 1), [2, 1]);
        Explanation e = model.Explain(image, new IntegratedGradients(300), Objective.Logit(0))[0];
        Small.Close([4 / 3.0, 2 / 3.0], e.Map);
        Assert.True(Small.Fact(e, "completeness error") < 1e-5);
        Assert.Equal(2, e.Value);
    }

    [Fact]
    public void Matches_the_integral_of_finite_differences()
    {
        using Model model = Small.Disturbed("4x3x2 | conv 3 3x3 | tanh | flatten | dense 3");
        using Tensor image = Small.Images(model, 1);
        double[] x = Small.Double(image.Values), sum = new double[24];
        const int points = 200;
        for (int k = 0; k < points; k++)
        {
            double[] g = Small.Differences(model, [.. x.Select(v => v * (k + 0.5) / points)], Objective.Logit(2));
            for (int i = 0; i < 24; i++) sum[i] += g[i] * x[i] / points;
        }
        Small.Close([.. Enumerable.Range(0, 12).Select(p => sum[2 * p] + sum[2 * p + 1])], model.Explain(image, new IntegratedGradients(100, ReferenceImage.Mean), Objective.Logit(2))[0].Map);
    }

    [Theory]
    [InlineData("lenet5")]
    [InlineData("resnet20")]
    [InlineData("smallvgg")]
    public void Two_hundred_steps_are_complete_to_one_per_cent(string net)
    {
        using Model model = Small.Disturbed(Zoo.Nets[net]);
        using Tensor images = Small.Images(model, 2);
        foreach (Explanation e in model.Explain(images, new IntegratedGradients(200), Objective.Logit(3)))
            Assert.True(Small.Fact(e, "completeness error") <= 0.01, e.ToString());
    }

    [Fact]
    public void Too_few_steps_are_warned_of()
    {
        using Model model = Model.Parse("1x1x1 | flatten | dense 1 | relu | dense 1");
        Small.Set(model, "dense1.weight", 1);
        Small.Set(model, "dense1.bias", -0.9f);
        Small.Set(model, "dense2.weight", 1);
        Small.Set(model, "dense2.bias", 0);
        using var image = new Tensor(Shape.Image(1, 1, 1), [1]);
        Explanation e = model.Explain(image, new IntegratedGradients(1), Objective.Logit(0))[0];
        Assert.Equal("the map sums to 0 and should to 0.1: take more steps than 1, or another reference image", e.Warning);
    }

    [Fact]
    public void Reference_images_go_through_preprocessing()
    {
        using Model plain = Model.Parse("1x1x2 | flatten | dense 1 nobias");
        using Model model = plain.With(new Preprocessing(ResizeRule.Exact, [0.5f, 0.25f], [0.5f, 0.25f]));
        Small.Set(model, "dense1.weight", 1, 10);
        using var image = new Tensor(Shape.Image(1, 1, 2), [2, 2]);
        float Map(ReferenceImage from) => model.Explain(image, new IntegratedGradients(8, from), Objective.Logit(0))[0].Map[0];
        Assert.Equal((33f, 22f, -9f), (Map(ReferenceImage.Black), Map(ReferenceImage.Mean), Map(ReferenceImage.White)));
    }
}
