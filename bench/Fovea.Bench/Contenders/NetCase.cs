using Fovea.Kernels;

namespace Fovea.Bench;

/// <summary>A network in the text notation, a batch size, and images and labels made of noise.</summary>
internal sealed record NetCase(string Name, int Batch, string Net)
{
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
