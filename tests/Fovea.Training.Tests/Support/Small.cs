using Fovea.Data;
using Fovea.Kernels;

namespace Fovea.Training.Tests;

/// <summary>A tiny problem: four classes of 12×12 stripes with noise, and nets that learn it in seconds.</summary>
public static class Small
{
    public const int Side = 12;

    /// <summary>Batch norm, dropout and everything else that could depend on order, threads or interruption.</summary>
    public const string Net = "12x12x1 | conv 4 3x3 nobias | bn | relu | maxpool 2 | conv 6 3x3 | relu | flatten | dropout 0.3 | dense 4";

    public static readonly string[] Classes = ["across", "down", "bright", "dark"];

    public static ImageDataset Images(int count = 64, int seed = 1, string name = "small")
    {
        var pixels = new byte[count * Side * Side];
        var labels = new int[count];
        for (int n = 0; n < count; n++)
        {
            labels[n] = n % 4;
            for (int y = 0; y < Side; y++)
                for (int x = 0; x < Side; x++)
                {
                    int i = (n * Side + y) * Side + x;
                    int value = labels[n] switch { 0 => y % 4 < 2 ? 200 : 40, 1 => x % 4 < 2 ? 200 : 40, 2 => 190, _ => 60 };
                    pixels[i] = (byte)Math.Clamp(value + 40 * (CounterRandom.Uniform((ulong)seed, 7, 0, (uint)i) - 0.5f), 0, 255);
                }
        }
        return new ArrayDataset(name, Side, Side, 1, pixels, labels, Classes);
    }

    /// <summary>Images without meaning, for nets of any input size.</summary>
    public static ImageDataset Noise(int count, int height, int width, int channels, int classes)
    {
        byte[] pixels = [.. Enumerable.Range(0, count * height * width * channels).Select(i => (byte)(255 * CounterRandom.Uniform(1, 8, 0, (uint)i)))];
        return new ArrayDataset("noise", height, width, channels, pixels, [.. Enumerable.Range(0, count).Select(n => n % classes)],
            [.. Enumerable.Range(0, classes).Select(c => $"class{c}")]);
    }

    public static Model Model(string net = Net, ulong seed = 3) => Fovea.Model.Parse(net, seed);

    /// <summary>5 epochs of 4 steps with everything random switched on.</summary>
    public static TrainOptions Options => new()
    {
        Epochs = 5,
        BatchSize = 16,
        Seed = 9,
        Threads = 1,
        Optimizer = new Sgd { LearningRate = 0.05f, WeightDecay = 1e-3f, ClipNorm = 5 },
        Schedule = new Cosine { WarmUp = 0.2 },
        Augmentation = new Augmentation { HorizontalFlip = true, CropPadding = 1, Brightness = 0.1f },
        WeightAverage = 0.8f,
        LogEverySteps = 1,
        CheckpointEveryMinutes = 0,
    };

    /// <summary>The bits of all values.</summary>
    public static float[] Values(Model model) => [.. model.Parameters.Trainable.Span, .. model.Parameters.Statistics.Span];

    /// <summary>A token that is cancelled after so many steps.</summary>
    public static (IProgress<TrainProgress> Progress, CancellationToken Cancel) StopAfter(long steps)
    {
        var source = new CancellationTokenSource();
        return (new Watch(p =>
        {
            if (p.TotalSteps >= steps) source.Cancel();
        }), source.Token);
    }

    /// <summary>Reports at once, on the caller's thread.</summary>
    public sealed class Watch(Action<TrainProgress> seen) : IProgress<TrainProgress>
    {
        public void Report(TrainProgress value) => seen(value);
    }
}
