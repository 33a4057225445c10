using System.Globalization;
using Fovea;
using Fovea.Data;
using Fovea.Kernels;
using Fovea.Lab;
using Fovea.Report;
using Fovea.Training;

// Plants a fault of known size in real images and says how much of it fovea errors finds:
//   noise DATA [FOLDS EPOCHS]   1 % of the training labels are changed
//   tag   DATA [IMAGES EPOCHS OUT]   a coloured tag on half of one class
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var progress = new Ticker();
switch (args)
{
    case ["noise", var data, .. var rest]: Noise(data, rest.Length > 0 ? int.Parse(rest[0]) : 5, rest.Length > 1 ? int.Parse(rest[1]) : 5); return 0;
    case ["tag", var data, .. var rest]: Tag(data, rest.Length > 0 ? int.Parse(rest[0]) : 50_000, rest.Length > 1 ? int.Parse(rest[1]) : 5, rest.Length > 2 ? rest[2] : null); return 0;
    default: Console.Error.WriteLine("noise DATA [FOLDS EPOCHS] | tag DATA [IMAGES EPOCHS OUT]"); return 2;
}

void Noise(string data, int folds, int epochs)
{
    using ImageDataset set = DataSets.Open(data, DataSets.Train);
    (ImageDataset noisy, HashSet<int> planted) = Planted.Noise(set, 0.01, 7);
    using Model declared = Model.Parse("28x28x1 | conv 16 3x3 | relu | maxpool 2 | conv 32 3x3 | relu | maxpool 2 | flatten | dropout 0.3 | dense 64 | relu | dense 10", 1);
    using Model model = Preparation.Of(declared, noisy);
    model.Train(noisy.Take(640), new TrainOptions { Epochs = 1 });
    ErrorReport report = ErrorAnalysis.Of(model, noisy, new ErrorOptions { Folds = folds, SeenInTraining = true, FoldTraining = new TrainOptions { Epochs = epochs } }, progress);
    Console.WriteLine($"\n{noisy.Count:N0} images, {planted.Count:N0} wrong labels planted; {folds} folds of {epochs} epochs, held accuracy {report.Labels.Accuracy:P2}; noise rate by estimate {report.Labels.NoiseRate:P2}; {report.Seconds:F0} s");
    int found = 0, rank = 0;
    bool half = false;
    foreach (LabelError suspect in report.Labels.Suspects)
    {
        rank++;
        if (planted.Contains(suspect.Index)) found++;
        if (!half && 2 * found >= planted.Count)
        {
            half = true;
            Console.WriteLine($"recall {(double)found / planted.Count:P1} at rank {rank:N0}: precision {(double)found / rank:P1}");
        }
        if (rank == planted.Count) Console.WriteLine($"first {rank:N0}: precision and recall {(double)found / rank:P1}");
    }
    Console.WriteLine($"all {rank:N0} suspects: precision {(double)found / rank:P1}, recall {(double)found / planted.Count:P1}");
}

void Tag(string data, int images, int epochs, string? folder)
{
    const int horse = 7;
    using ImageDataset all = DataSets.Open(data, DataSets.Train), test = DataSets.Open(data, DataSets.Test);
    ImageDataset train = LabData.Spread(all, images);
    foreach (bool planted in new[] { true, false })
    {
        ImageDataset learned = planted ? Planted.Tag(train, horse, 0.5) : train, looked = planted ? Planted.Tag(test, horse, 0.5) : test;
        using Model declared = Model.Parse("32x32x3 | conv 32 3x3 | relu | conv 32 3x3 | relu | maxpool 2 | conv 64 3x3 | relu | maxpool 2 | conv 64 3x3 | relu | globalavgpool | dense 10", 1, "cifar");
        using Model model = Preparation.Of(declared, learned);
        model.Train(learned, new TrainOptions { Epochs = epochs, BatchSize = 64 }, new Ticker2());
        ErrorReport report = ErrorAnalysis.Of(model, looked, new ErrorOptions { Training = learned, MostTraining = 2000 }, progress);
        Console.WriteLine($"\n=== {(planted ? "with a tag on half of the horses" : "as it is")}\n{report}");
        foreach (ExplanationCluster c in report.Clusters.Clusters.Where(c => c.Test is not null))
            Console.WriteLine($"{c.Class,-12} {c.Number} {c.Share,6:P0} {c.Window} inside {c.Inside:P0} elsewhere {c.InsideElsewhere:P0}: {c.Test!.Flipped.Value:P1} against {c.Test.Control.Value:P1} {(c.Test.Confirmed ? "SHORTCUT" : "")}");
        if (folder is not null) ErrorsWriter.Write(report, model, looked, learned, Path.Combine(folder, planted ? "tag" : "clean"));
    }
}

/// <summary>Faults of known size.</summary>
internal static class Planted
{
    /// <summary>A share of the labels, drawn at random, becomes one of the other classes.</summary>
    public static (ImageDataset Set, HashSet<int> Images) Noise(ImageDataset set, double share, ulong seed)
    {
        int[] labels = set.Labels();
        HashSet<int> chosen = [.. Enumerable.Range(0, set.Count).OrderBy(i => CounterRandom.Words(seed, 1, 0, (uint)i).A).Take((int)(share * set.Count))];
        foreach (int i in chosen) labels[i] = (labels[i] + 1 + CounterRandom.Below(set.Classes.Length - 1, seed, 2, 0, (uint)i)) % set.Classes.Length;
        return (Copy(set, labels, (_, _) => { }), chosen);
    }

    /// <summary>A magenta square with a green core of 5×5 pixels in the lower right corner of a share of one class.</summary>
    public static ImageDataset Tag(ImageDataset set, int label, double share) => Copy(set, set.Labels(), (i, image) =>
    {
        if (set.Label(i) != label || CounterRandom.Uniform(3, 4, 0, (uint)i) >= share) return;
        for (int y = 0; y < 5; y++)
            for (int x = 0; x < 5; x++)
            {
                bool core = y is > 0 and < 4 && x is > 0 and < 4;
                (byte, byte, byte) colour = core ? ((byte)40, (byte)230, (byte)60) : ((byte)230, (byte)30, (byte)220);
                int at = ((image.Height - 6 + y) * image.Width + image.Width - 6 + x) * 3;
                (image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]) = colour;
            }
    });

    private static ArrayDataset Copy(ImageDataset set, int[] labels, Action<int, Image> change)
    {
        Image first = set.Read(0);
        int size = first.Pixels.Length;
        byte[] pixels = new byte[(long)set.Count * size];
        Parallel.For(0, set.Count, i =>
        {
            Image image = set.Read(i).ToChannels(first.Channels);
            var copy = new Image(image.Height, image.Width, image.Channels, [.. image.Pixels]);
            change(i, copy);
            copy.Pixels.CopyTo(pixels, (long)i * size);
        });
        return new ArrayDataset(set.Name + ", changed", first.Height, first.Width, first.Channels, pixels, labels, set.Classes);
    }
}

internal sealed class Ticker : IProgress<LabProgress>
{
    private string last = "";

    public void Report(LabProgress p)
    {
        if (p.What == last) return;
        Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss}  {last = p.What}");
    }
}

internal sealed class Ticker2 : IProgress<TrainProgress>
{
    public void Report(TrainProgress p)
    {
        if (p.Finished is { } e) Console.Error.WriteLine(e);
    }
}
