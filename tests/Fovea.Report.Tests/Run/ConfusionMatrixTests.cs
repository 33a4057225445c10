namespace Fovea.Report.Tests;

public sealed class ConfusionMatrixTests
{
    private static readonly ConfusionMatrix Matrix = new(["Shirt", "T-shirt/top", "Bag"], new[,] { { 888, 112, 0 }, { 40, 60, 0 }, { 0, 0, 0 } }, "test");

    [Fact]
    public void Worst_pairs_are_sentences() =>
        Assert.Equal(["Shirt is taken for T-shirt/top in 112 of 1,000 cases.", "T-shirt/top is taken for Shirt in 40 of 100 cases."],
            Matrix.WorstPairs(5).Select(p => p.ToString()));

    [Fact]
    public void Recall_and_precision_are_unknown_without_images()
    {
        Assert.Equal(0.888, Matrix.Recall(0));
        Assert.Equal(888 / 928.0, Matrix.Precision(0));
        Assert.Null(Matrix.Recall(2));
        Assert.Null(Matrix.Precision(2));
        Assert.Equal(new Score(948, 1100, "test"), Matrix.Score);
    }

    [Fact]
    public void One_class_can_be_shown()
    {
        string page = ReportPage.Render(new RunReport { Title = "x", Confusion = new ConfusionMatrix(["only"], new[,] { { 5 } }, "5 images") });
        Assert.Contains("No mistake among 5 images.", page, StringComparison.Ordinal);
        Assert.NotEmpty(SkiaRenderer.ToPng(ConfusionPlot.Draw(new ConfusionMatrix(["only"], new[,] { { 5 } }, "5 images"))));
    }

    [Fact]
    public void A_hundred_classes_are_a_picture_and_a_list()
    {
        var counts = new int[100, 100];
        for (int i = 0; i < 100; i++)
            counts[i, i] = 10;
        var matrix = new ConfusionMatrix([.. Enumerable.Range(0, 100).Select(i => $"class {i}")], counts, "1,000 images");
        string page = ReportPage.Render(new RunReport { Title = "x", Confusion = matrix });
        Assert.DoesNotContain("class=\"confusion\"", page, StringComparison.Ordinal);
        Assert.Contains("Recall and precision of each class", page, StringComparison.Ordinal);
        Assert.NotEmpty(SkiaRenderer.ToPng(ConfusionPlot.Draw(matrix)));
    }

    [Fact]
    public void Counts_that_do_not_fit_the_names_say_so()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new ConfusionMatrix(["a"], new int[2, 2], "x"));
        Assert.Equal("a confusion matrix of 2×2 does not fit 1 class names", error.Message);
    }
}
