using Fovea.Analysis;
using Fovea.Data;
using Fovea.Training;

namespace Fovea.Lab.Tests;

/// <summary>Faults that are put into images and first weights, measured, and judged by lint: the planted rules speak, and no others but those that the fault may reach as well.</summary>
public sealed class MeasuredFaultTests
{
    private static readonly FactsOptions Options = new() { Threads = 1, Batch = 32, Images = 400, Steps = 5, Optimizer = new Sgd { LearningRate = 0.01f } };

    private static ImageDataset Train => Small.Images(400, 1);

    private static ImageDataset Held => Small.Images(200, 2, "held");

    [Fact]
    public void Sound_images_and_first_weights() => Found([], Small.Data());

    [Theory]
    [InlineData(0, 1)]
    [InlineData(120, 80)]
    [InlineData(0.9f, 0.2f)]
    public void A_normalisation_that_does_not_fit(float mean, float std)
    {
        using Model sound = Small.Model();
        Found(["DAT001"], Small.Data(), model: sound.With(sound.Preprocessing with { Mean = [mean], Std = [std] }), may: ["INI001", "INI002", "TRN001", "TRN003"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(80)]
    public void Copies_across_the_split(int copies)
        => Found(["DAT005"], new LabData(Train, Small.Joined(Held, Train, copies)));

    [Fact]
    public void One_image_with_two_labels() => Found(["DAT006"], new LabData(Small.Joined(Train, Train, 3, l => (l + 1) % 4), Held));

    [Fact]
    public void Flat_images() => Found(["DAT009"], new LabData(Small.Images(400, 1, change: (n, p) => { if (n % 90 == 5) Array.Fill(p, (byte)(n / 4)); }), Held));

    [Fact]
    public void A_class_with_a_twentieth() => Found(["DAT003"], new LabData(Chosen(1600, i => i % 4 != 2 || i % 80 == 2), Held), may: ["DAT012"]);

    [Fact]
    public void Five_images_of_each_class() => Found(["DAT012"], new LabData(Small.Images(20, 1), Held));

    [Fact]
    public void Copied_filters() => Found(["INI003"], Small.Data(), m => m.Parameters["conv2.weight"].Fill(0.05f), may: ["INI001", "INI002"]);

    [Fact]
    public void Weights_of_nothing() => Found(["INI003", "INI002"], Small.Data(), m => m.Parameters["conv1.weight"].Clear(), may: ["TRN001", "TRN003", "TRN004"]);

    [Fact]
    public void First_weights_far_too_large() => Found(["INI001"], Small.Data(), m => Times(m, "dense1.weight", 30), may: ["TRN003"]);

    [Theory]
    [InlineData("conv1.weight", 30)]
    [InlineData("conv2.weight", 0.02f)]
    public void A_layer_on_another_scale(string weights, float factor) => Found(["INI002"], Small.Data(), m => Times(m, weights, factor), may: ["INI001", "TRN001", "TRN003"]);

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Dead_maps(int dead) => Found(["TRN001"], Small.Data(), m => m.Parameters["conv2.bias"][..dead].Fill(-1000), may: ["INI002"]);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(1e-7f)]
    public void A_learning_rate_of_another_order(float rate) => Found(["TRN003"], Small.Data(), options: Options with { Optimizer = new Sgd { LearningRate = rate } });

    [Fact]
    public void A_gradient_that_vanishes()
        => Found(["TRN004"], Small.Data(), model: Small.Model("12x12x1 | " + string.Concat(Enumerable.Repeat("conv 8 3x3 | sigmoid | ", 7)) + "flatten | dense 4"), may: ["ACT006", "TRN003", "INI002", "ACT005", "RFX002"]);

    private static void Found(string[] planted, LabData data, Action<Model>? change = null, Model? model = null, FactsOptions? options = null, string[]? may = null)
    {
        using Model m = model ?? Small.Model();
        change?.Invoke(m);
        m.Parameters.MarkChanged();
        IReadOnlyList<Finding> found = Linter.Run(Lab.Facts.Measure(m, data, options ?? Options)).Findings;
        string all = string.Join("\n", found);
        Assert.True(planted.All(p => found.Any(f => f.Rule == p)), all);
        Assert.True(found.Where(f => f.Severity >= Severity.Warning).All(f => planted.Contains(f.Rule) || may?.Contains(f.Rule) == true), all);
    }

    private static void Times(Model model, string name, float factor)
    {
        foreach (ref float v in model.Parameters[name]) v *= factor;
    }

    private static ImageDataset Chosen(int count, Func<int, bool> keep) => Small.Images(count, 1).Subset([.. Enumerable.Range(0, count).Where(keep)]);
}
