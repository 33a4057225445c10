using System.Text.Json;
using Fovea.Data;
using Fovea.Training;

namespace Fovea.Lab.Tests;

/// <summary>The whole analysis.</summary>
public sealed class ErrorAnalysisTests
{
    private static Model Trained()
    {
        Model model = Small.Model();
        model.Train(Small.Images(400, 1), new TrainOptions { Epochs = 3, BatchSize = 32, Threads = 1 });
        return model;
    }

    [Fact]
    public void Every_part_is_in_the_text_and_in_the_json()
    {
        using Model model = Trained();
        ErrorReport r = ErrorAnalysis.Of(model, Small.Images(200, 2, "held", label: (n, kind) => n % 50 == 7 ? (kind + 1) % 4 : kind), new ErrorOptions { Training = Small.Images(100, 1, "train"), Threads = 1 });
        Assert.Equal(200, r.PerClass.Sum(c => c.Images));
        Assert.Equal(r.Accuracy.Value, r.Confusion.Select((row, i) => row[i]).Sum() / 200.0, 12);
        Assert.NotEmpty(r.Mistakes);
        Assert.All(r.Mistakes, m => Assert.Equal((m.ForAnswer!.Height, m.ForLabel!.Width), (m.ForLabel.Height, m.ForAnswer.Width)));
        string text = r.ToString();
        foreach (string part in new[] { "net on held, 200 images: accuracy ", "calibration   ECE ", "temperature ", "mistakes      the surest:", "labels        ", "duplicates    ", "strange       against the images with shuffled pixels: AUROC ", "explanations  ", "left out      data map: " })
            Assert.Contains(part, text);
        using JsonDocument json = JsonDocument.Parse(r.ToJson());
        foreach (string member in new[] { "name", "on", "count", "accuracy", "classes", "confusion", "perClass", "calibration", "mistakes", "labels", "duplicates", "strange", "clusters", "leftOut", "seconds" })
            Assert.True(json.RootElement.TryGetProperty(member, out _), member);
    }

    [Fact]
    public void Seen_images_are_said_to_be_seen_and_folds_make_them_unseen()
    {
        using Model model = Trained();
        ImageDataset set = Small.Images(120, 1);
        var options = new ErrorOptions { SeenInTraining = true, Threads = 1 };
        LabelErrors seen = ErrorAnalysis.Of(model, set, options).Labels, held = ErrorAnalysis.Of(model, set, options with { Folds = 3, FoldTraining = new TrainOptions { Epochs = 2, BatchSize = 16 } }).Labels;
        Assert.Equal((false, "the model was trained on these images and may have learned wrong labels by heart: far fewer are found than with --folds 5"), (seen.OutOfSample, seen.Method.Split("; only")[0]));
        Assert.True(held.OutOfSample);
        Assert.StartsWith("each image was answered by one of 3 networks, trained for 2 epochs on the other images", held.Method);
    }

    [Fact]
    public void A_network_without_feature_maps_is_analysed_without_pictures_of_reasons()
    {
        using Model model = Small.Model("12x12x1 | flatten | dense 4");
        ErrorReport r = ErrorAnalysis.Of(model, Small.Images(60, 2), new ErrorOptions { Threads = 1 });
        Assert.All(r.Mistakes, m => Assert.Null(m.ForAnswer));
        Assert.Contains("explanations of the surest mistakes: the network has no feature maps", r.LeftOut);
        Assert.All(r.Strange.Tests, t => Assert.DoesNotContain(t.Scores, s => s.Score == "kNN" && r.Strange.Strangest.Count == 0));
    }

    [Fact]
    public void It_can_be_cancelled_and_says_what_it_does()
    {
        using Model model = Trained();
        var said = new HashSet<string>();
        ErrorAnalysis.Of(model, Small.Images(80, 2, label: (n, kind) => n == 5 ? 0 : kind), new ErrorOptions { Threads = 1 }, new Watch<LabProgress>(p => said.Add(p.What)));
        foreach (string what in new[] { "answering", "explaining mistakes", "comparing images", "explaining", "pasting patches" }) Assert.Contains(what, said);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => ErrorAnalysis.Of(model, Small.Images(80, 2), new ErrorOptions { Threads = 1 }, new Watch<LabProgress>(p => { if (p.What == "explaining") stop.Cancel(); }), stop.Token));
    }

    [Fact]
    public void What_cannot_be_analysed_is_refused()
    {
        using Model model = Small.Model();
        Assert.Equal("Folds is 1\n  rule  0, or 2 to the number of images (80)", Assert.Throws<ArgumentException>(() => ErrorAnalysis.Of(model, Small.Images(80, 2), new ErrorOptions { Folds = 1 })).Message);
        Assert.Equal("small has no images\n  rule  at least 1", Assert.Throws<ArgumentException>(() => ErrorAnalysis.Of(model, Small.Images(4, 2).Take(0))).Message);
        Assert.Equal("ClusterImages is 5\n  rule  at least 20", Assert.Throws<ArgumentException>(() => ErrorAnalysis.Of(model, Small.Images(80, 2), new ErrorOptions { ClusterImages = 5 })).Message);
        var two = new ArrayDataset("two", 12, 12, 1, new byte[144], [0], ["a", "b"]);
        Assert.Equal("two has 2 classes, net has 4 outputs\n  rule  one output for each class\n  help  test the model on images of the classes that it was trained on", Assert.Throws<ArgumentException>(() => ErrorAnalysis.Of(model, two)).Message);
    }
}
