using Fovea.Data;
using Fovea.Kernels;
using Fovea.Training;

namespace Fovea.Explain.Tests;

/// <summary>
/// Images whose label is decided by a patch at a known place, stripes across or down on a noisy grey ground, and a network that has learned
/// them: what moves its answer is known.
/// </summary>
public sealed class Planted : IDisposable
{
    public const int Side = 24, Top = 4, Count = 8;

    public Planted() : this(x => x.Conv2d(8, 5).Relu().MaxPool(2).Conv2d(16, 3).Relu().GlobalAveragePool().Dense(2)) { }

    private Planted(Func<Node, Node> net, bool wide = false, float rate = 0.01f)
    {
        (int left, int patch) = wide ? (8, 12) : (12, 8);
        Region = [.. Enumerable.Range(0, Side * Side).Select(p => p / Side >= Top && p / Side < Top + patch && p % Side >= left && p % Side < left + patch)];
        using Model defined = Model.Define("planted", Shape.Image(Side, Side, 1), net, seed: 3, labels: ["across", "down"]);
        Model first = defined.With(wide ? new Preprocessing(ResizeRule.Exact, [0.5f], [0.25f]) : null);
        using ImageDataset train = Set(512, 1), test = Set(200, 2);
        first.Train(train, new TrainOptions { Epochs = 8, Seed = 5, Threads = 2, Optimizer = new Adam { LearningRate = rate } });
        Model = first;
        Accuracy = first.Evaluate(test).Accuracy;
        Images = new Tensor(Shape.Image(Side, Side, 1), Count);
        InputFormat format = InputFormat.Of(first);
        for (int n = 0; n < Count; n++) format.Prepare(test.Read(n), Images.Image(n));
        Labels = [.. Enumerable.Range(0, Count).Select(test.Label)];
    }

    /// <summary>
    /// A larger patch, a quarter of the image, and pixels less their mean: of a method that gives single pixels values of both signs, enough pixels
    /// of the patch speak for the class to fill the largest tenth.
    /// </summary>
    public static Planted Wide() => new(x => x.Conv2d(8, 5).Relu().MaxPool(2).Conv2d(16, 3).Relu().GlobalAveragePool().Dense(2), wide: true);

    /// <summary>Seven layers deep: what ignores the later ones shows.</summary>
    public static Planted Deep() => new(x => Convolutions(Convolutions(Convolutions(x, 2, 16).MaxPool(2), 2, 32).MaxPool(2), 2, 32).GlobalAveragePool().Dense(2));

    /// <summary>Thirteen layers deep: what loses the class on the way back shows.</summary>
    public static Planted Deepest() => new(x => Convolutions(Convolutions(Convolutions(x, 4, 16).MaxPool(2), 4, 32).MaxPool(2), 4, 32).GlobalAveragePool().Dense(2), wide: true, rate: 0.002f);

    public Model Model { get; }

    public double Accuracy { get; }

    public Tensor Images { get; }

    public int[] Labels { get; }

    /// <summary>The pixels of the patch.</summary>
    public bool[] Region { get; }

    public void Dispose()
    {
        Model.Dispose();
        Images.Dispose();
    }

    /// <summary>The share of the largest tenth of an enlarged map that lies in the patch.</summary>
    public double TopDecile(Explanation e)
    {
        float[] map = MapStatistics.Enlarged(e, Shape.Image(Side, Side, 1));
        int count = map.Length / 10;
        return MapStatistics.Order(map, 0).Take(count).Count(p => Region[p]) / (double)count;
    }

    private static Node Convolutions(Node x, int count, int channels)
    {
        for (int i = 0; i < count; i++) x = x.Conv2d(channels, 3).Relu();
        return x;
    }

    private ArrayDataset Set(int count, int seed)
    {
        var pixels = new byte[count * Side * Side];
        int[] labels = [.. Enumerable.Range(0, count).Select(n => n % 2)];
        for (int i = 0; i < pixels.Length; i++)
        {
            int n = i / (Side * Side), y = i / Side % Side, x = i % Side;
            float noise = CounterRandom.Uniform((ulong)seed, 11, 0, (uint)i) - 0.5f;
            pixels[i] = (byte)(Region[y * Side + x] ? ((labels[n] == 0 ? y : x) % 4 < 2 ? 220 : 30) + 20 * noise : 128 + 60 * noise);
        }
        return new ArrayDataset("planted", Side, Side, 1, pixels, labels, ["across", "down"]);
    }
}

/// <summary>The planted network is trained once for all tests that look at it.</summary>
[CollectionDefinition("planted")]
public sealed class PlantedCollection : ICollectionFixture<Planted>;
