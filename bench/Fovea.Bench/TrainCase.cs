using Fovea.Kernels;

namespace Fovea.Bench;

/// <summary>A network in the text notation, a batch size, and images and labels made of noise.</summary>
internal sealed record TrainCase(string Name, int Batch, string Net)
{
    public static IReadOnlyList<TrainCase> All { get; } =
    [
        new("LeNet-5 b64", 64, SmallNets.LeNet5),
        new("Fashion CNN b64", 64, SmallNets.TwoConv),
        new("ResNet-20 b128", 128, SmallNets.ResNet20),
        new("VGG b64", 64, SmallNets.SmallVgg),
    ];

    /// <summary>Images in N H W C order, uniform in [−1, 1).</summary>
    public float[] Images(Shape shape)
    {
        var images = new float[Batch * shape.Count];
        for (int i = 0; i < images.Length; i++) images[i] = 2 * CounterRandom.Uniform(1, 1, 0, (uint)i) - 1;
        return images;
    }

    /// <summary>One label an image.</summary>
    public int[] Labels(int classes) => [.. Enumerable.Range(0, Batch).Select(i => CounterRandom.Below(classes, 1, 2, 0, (uint)i))];
}
