namespace Fovea.Explain.Tests;

/// <summary>Each class activation map against its formula, with gradients by finite differences on the network behind the node.</summary>
public sealed class CamFormulaTests
{
    private const string Front = "5x4x2 | conv 3 3x3 | relu", Behind = "avgpool 2 | flatten | dense 6 | tanh | dense 3";

    private static (double[] A, double[] G, Model Model, Tensor Image) Setup(Objective objective)
    {
        Model model = Small.Disturbed($"{Front} | {Behind}");
        Tensor image = Small.Images(model, 1);
        ReferenceRun<double> run = ReferenceRun<double>.Execute(model.Graph, ReferenceRun<double>.Copy(model.Parameters), Small.Double(image.Values), []);
        double[] a = run.Activation(model.Graph["relu1"]);
        using Model tail = Model.Parse($"5x4x3 | {Behind}");
        foreach (Parameter p in tail.Parameters.All) model.Parameters[p.Name].CopyTo(tail.Parameters[p.Name]);
        tail.Parameters.MarkChanged();
        return (a, Small.Differences(tail, [.. a], objective), model, image);
    }

    private static void Check(ExplanationMethod method, Func<double[], double[], double[]> map)
    {
        foreach (Objective objective in (Objective[])[Objective.Logit(1), Objective.Difference(0, 2), Objective.Probability(2)])
        {
            var (a, g, model, image) = Setup(objective);
            using (model)
            using (image)
                Small.Close(map(a, g), model.Explain(image, method, objective)[0].Map);
        }
    }

    private static IEnumerable<int> Pixels(int c) => Enumerable.Range(0, 20).Select(p => 3 * p + c);

    private static double[] Weighed(double[] a, Func<int, double> weight) => [.. Enumerable.Range(0, 20).Select(p => Enumerable.Range(0, 3).Sum(c => weight(c) * a[3 * p + c]))];

    [Fact]
    public void Grad_cam() => Check(new GradCam("relu1"), (a, g) => Weighed(a, c => Pixels(c).Average(i => g[i])));

    [Fact]
    public void Grad_cam_plus_plus() => Check(new GradCamPlusPlus("relu1"), (a, g) => Weighed(a, c =>
    {
        double sum = Pixels(c).Sum(i => a[i]);
        return Pixels(c).Where(i => g[i] > 0).Sum(i => g[i] * g[i] / (2 * g[i] * g[i] + sum * g[i] * g[i] * g[i]) * g[i]);
    }));

    [Fact]
    public void Hi_res_cam() => Check(new HiResCam("relu1"), (a, g) => [.. Enumerable.Range(0, 20).Select(p => Enumerable.Range(3 * p, 3).Sum(i => a[i] * g[i]))]);

    [Fact]
    public void Layer_cam() => Check(new LayerCam("relu1"), (a, g) => [.. Enumerable.Range(0, 20).Select(p => Enumerable.Range(3 * p, 3).Sum(i => a[i] * Math.Max(g[i], 0)))]);

    [Fact]
    public void X_grad_cam() => Check(new XGradCam("relu1"), (a, g) => Weighed(a, c => Pixels(c).Sum(i => a[i]) is not 0 and var sum ? Pixels(c).Sum(i => a[i] * g[i]) / sum : 0));

    [Fact]
    public void Eigen_cam_is_the_strongest_direction()
    {
        var (a, _, model, image) = Setup(Objective.Logit(0));
        using (model)
        using (image)
        {
            Explanation e = model.Explain(image, new EigenCam("relu1"), Objective.Logit(0))[0];
            double[] x = [.. a.Select((v, i) => v - Pixels(i % 3).Average(j => a[j]))];
            double[] Apply(double[] v) => [.. Enumerable.Range(0, 20).Select(p => Enumerable.Range(0, 3).Sum(c => x[3 * p + c] * v[c]))];
            double[] Back(IReadOnlyList<double> u) => [.. Enumerable.Range(0, 3).Select(c => Enumerable.Range(0, 20).Sum(p => x[3 * p + c] * u[p]))];
            double[] map = Small.Double(e.Map.ToArray()), again = Apply(Back(map));
            double strength = map.Sum(v => v * v);
            Small.Close([.. again.Select(v => v / strength)], e.Map);
            var random = new Random(1);
            for (int trial = 0; trial < 200; trial++)
            {
                double[] v = [.. Enumerable.Range(0, 3).Select(_ => random.NextDouble() - 0.5)];
                Assert.True(Apply(v).Sum(u => u * u) <= strength * v.Sum(u => u * u) * (1 + 1e-6));
            }
            Assert.Equal(e.Map.Max(Math.Abs), e.Maximum);
            Assert.Equal(e.Map, model.Explain(image, new EigenCam("relu1"), Objective.Logit(2))[0].Map);
            Assert.Equal("Eigen-CAM shows what the feature maps have in common and does not depend on the class", e.Warning);
        }
    }

    [Fact]
    public void Hand_computed_maps_of_one_net()
    {
        // A = (x, −2x), ∂s/∂A = (3, 1)/4 at each pixel; Σ A = (10, −20).
        using Model model = Model.Parse("2x2x1 | conv 2 1x1 nobias | globalavgpool | dense 2 nobias");
        Small.Set(model, "conv1.weight", 1, -2);
        Small.Set(model, "dense1.weight", 3, 0, 1, 5);
        using var image = new Tensor(Shape.Image(2, 2, 1), [1, 2, 3, 4]);
        float[] Map(ExplanationMethod method) => [.. model.Explain(image, method, Objective.Logit(0))[0].Map];
        Assert.Equal([0.25f, 0.5f, 0.75f, 1f], Map(new HiResCam("conv1")));
        Assert.Equal([0.25f, 0.5f, 0.75f, 1f], Map(new LayerCam("conv1")));
        Assert.Equal([0.25f, 0.5f, 0.75f, 1f], Map(new XGradCam("conv1")));
        Assert.Equal([1f, 2f, 3f, 4f], Map(new Cam()));
        // w₁ = 4·(9/16)/(9/8 + 27/64·10)·3/4, w₂ = 4·(1/16)/(1/8 − 20/64)·1/4.
        double w1 = 4 * (9 / 16.0) / (9 / 8.0 + 270 / 64.0) * 0.75, w2 = 4 * (1 / 16.0) / (1 / 8.0 - 20 / 64.0) * 0.25;
        Small.Close([.. Enumerable.Range(1, 4).Select(x => x * (w1 - 2 * w2))], Map(new GradCamPlusPlus("conv1")), 1e-6);
        // X = (x − 2.5)·(1, −2): its direction is (1, −2)/√5 up to sign; the first value of the largest magnitude is positive.
        Small.Close([.. Enumerable.Range(1, 4).Select(x => Math.Sqrt(5) * (2.5 - x))], Map(new EigenCam("conv1")), 1e-6);
    }
}
