using Fovea.Kernels;

namespace Fovea.Analysis.Tests;

/// <summary>Faults of the order, the contrast and the number of images, which the rules DAT008, DAT009 and DAT012 must find.</summary>
internal static class ImageFaults
{
    private const int PerClass = 600, All10 = 10 * PerClass;

    public static IReadOnlyList<PlantedFault> All { get; } =
    [
        Order("lenet5", "sorted by class", 64, i => i / PerClass),
        Order("resnet20", "sorted by class, small batches", 16, i => i / PerClass),
        Order("twoconv", "two classes at a time", 64, i => i / (2 * PerClass) * 2 + i % 2),
        Order("all-cnn-c", "batches of one class each", 64, i => i / 64 * 7 % 10),
        Order("smallvgg", "frames of films, 20 of a kind", 64, i => i / 20 * 7 % 10),
        Order("keras-mnist", "sorted, then a shuffle buffer of 100", 64, Buffered(100)),
        Order("mlp", "sorted, then a shuffle buffer of a class", 64, Buffered(PerClass)),
        Order("tinyvgg", "the first five classes before the others", 64, i => i / (5 * PerClass) * 5 + i % 5),

        Flat("lenet5", 0, 1), Flat("resnet20-b", 0, 12), Flat("mlp", 0, 900), Flat("tinyvgg", 1, 1), Flat("vgg16-cifar", 1, 40), Flat("resnet32", 1, SoundFacts.Held),

        Few("lenet5", "9 images a class", (_, _) => 9),
        Few("resnet20", "a single image a class", (_, _) => 1),
        Few("airbench94", "40 images a class", (_, _) => 40),
        Few("keras-mnist-gap", "between 30 and 48 images a class", (c, _) => 30 + 2 * c),
        Few("smallvgg", "20 images of two classes, 55 of the others", (c, _) => c < 2 ? 20 : 55),
        Few("all-cnn-c", "3 images of one class", (c, n) => c == 4 ? 3 : n).And("DAT003"),
        Few("resnet18-cifar", "25 images of three classes", (c, n) => c < 3 ? 25 : n).And("DAT003"),
    ];

    private static PlantedFault Order(string zoo, string what, int batch, Func<int, int> label)
        => Data(zoo, "DAT008", what, d => d with { Mixing = MixingFacts.Of([.. Enumerable.Range(0, All10).Select(label)], batch) });

    private static PlantedFault Flat(string zoo, int split, int count) => Data(zoo, "DAT009", $"{count} flat images in split {split}",
        d => d with { Splits = [.. d.Splits.Select((s, i) => i == split ? s with { Constant = count, ConstantExample = "black.png" } : s)] });

    private static PlantedFault Few(string zoo, string what, Func<int, int, int> count)
        => Data(zoo, "DAT012", what, d => d with { Splits = [d.Training with { PerClass = [.. d.Training.PerClass.Select((n, c) => count(c, n))] }, .. d.Splits.Skip(1)] });

    private static PlantedFault Data(string zoo, string rule, string what, Func<DataFacts, DataFacts> change) => Plant.Among(SoundFacts.First, zoo, rule, what, s => s with { Data = change(s.Data!) });

    // A buffer is filled in order; one at random is taken, and its place goes to the next.
    private static Func<int, int> Buffered(int size)
    {
        int[] buffer = [.. Enumerable.Range(0, size)], taken = new int[All10];
        int next = size, left = size;
        for (int i = 0; i < All10; i++)
        {
            int at = CounterRandom.Below(left, 3, 1, 0, (uint)i);
            taken[i] = buffer[at] / PerClass;
            buffer[at] = next < All10 ? next++ : buffer[--left];
        }
        return i => taken[i];
    }
}
