using Fovea.Kernels;

namespace Fovea.Explain;

/// <summary>Images with a little uniform noise.</summary>
internal static class NoisyImages
{
    /// <summary>Each value moves by at most the radius times the range of its image. A value's draw depends on its place in its image alone.</summary>
    public static Tensor Of(Tensor images, double radius, ulong seed, int draw)
    {
        var noisy = new Tensor(images.Shape, images.Values, images.Batch);
        uint stream = CounterRandom.Stream("noise");
        for (int n = 0; n < images.Batch; n++)
        {
            Span<float> image = noisy.Image(n);
            float low = float.PositiveInfinity, high = float.NegativeInfinity;
            foreach (float v in image) (low, high) = (Math.Min(low, v), Math.Max(high, v));
            for (int i = 0; i < image.Length; i++)
                image[i] += (float)(radius * (high - low) * (2 * CounterRandom.Uniform(seed, stream, (ulong)draw, (uint)i) - 1));
        }
        return noisy;
    }
}
