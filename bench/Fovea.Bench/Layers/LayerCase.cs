using Fovea.Kernels;

namespace Fovea.Bench;

/// <summary>One convolution without bias, padded by half its window: images × channels × rows = columns, output channels, window, stride.</summary>
internal sealed record LayerCase(int N, int C, int H, int K, int Window, int Stride, bool IsDepthwise = false)
{
    /// <summary>The sixteen shapes of the design, then depthwise layers.</summary>
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        new(1, 3, 224, 64, 7, 2),
        new(1, 64, 56, 64, 3, 1),
        new(1, 64, 56, 128, 3, 2),
        new(1, 128, 28, 128, 3, 1),
        new(1, 256, 14, 256, 3, 1),
        new(1, 512, 7, 512, 3, 1),
        new(1, 256, 56, 64, 1, 1),
        new(1, 64, 56, 256, 1, 1),
        new(16, 64, 56, 64, 3, 1),
        new(64, 1, 28, 32, 5, 1),
        new(64, 32, 14, 64, 5, 1),
        new(128, 16, 32, 16, 3, 1),
        new(128, 32, 16, 32, 3, 1),
        new(128, 64, 8, 64, 3, 1),
        new(32, 64, 32, 64, 3, 1),
        new(32, 128, 16, 128, 3, 1),

        // As MobileNet has them with stride 1: V1, and 64 channels at half its width.
        Depthwise(32, 112),
        Depthwise(64, 56),
        Depthwise(128, 56),
        Depthwise(256, 28),
        Depthwise(512, 14),
    ];

    public string Name => IsDepthwise ? $"depthwise {N},{C},{H},{C},{Window},{Stride}" : $"{N},{C},{H},{K},{Window},{Stride}";

    /// <summary>A network of this layer alone.</summary>
    public string Net => $"{H}x{H}x{C} | {(IsDepthwise ? "depthwise" : $"conv {K}")} {Window}x{Window} stride {Stride} nobias";

    /// <summary>Numbers for the images (stream 0) or the output's gradient (stream 1), uniform in [−1, 1).</summary>
    public float[] Numbers(Shape shape, int stream)
    {
        var numbers = new float[N * shape.Count];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = 2 * CounterRandom.Uniform(1, 3, (uint)stream, (uint)i) - 1;
        return numbers;
    }

    private static LayerCase Depthwise(int channels, int size) => new(1, channels, size, channels, 3, 1, true);
}
