namespace Fovea.Report.Tests;

/// <summary>A small convolutional network in plain loops, with random weights (before) or hand-made edge filters (after).</summary>
internal sealed class TinyNet
{
    internal const int Filters1 = 16, Filters2 = 32;

    private readonly float[] _conv2;

    internal TinyNet(bool trained)
    {
        var random = new Random(trained ? 11 : 7);
        Conv1 = new float[25 * Filters1];
        _conv2 = new float[9 * Filters1 * Filters2];
        for (int o = 0; o < Filters1; o++)
        {
            double angle = Math.PI * o / 8, phase = o < 8 ? 0 : Math.PI / 2, bias = o == 13 ? -2 : 0;
            for (int k = 0; k < 25; k++)
            {
                double y = k / 5 - 2, x = k % 5 - 2, along = x * Math.Cos(angle) + y * Math.Sin(angle);
                double gabor = 0.45 * Math.Exp(-(x * x + y * y) / 4.5) * Math.Sin(1.5 * along + phase);
                Conv1[k * Filters1 + o] = (float)((trained ? gabor : 0) + (trained ? 0.05 : 0.16) * Normal(random) + bias * 0.1);
            }
        }
        for (int i = 0; i < _conv2.Length; i++)
            _conv2[i] = (float)(Normal(random) * (trained ? random.NextDouble() > 0.8 ? 0.3 : 0.04 : 0.09) - (trained ? 0.012 : 0));
    }

    internal float[] Conv1 { get; }

    /// <summary>All activations of an image by name, with H, W and C.</summary>
    internal List<(string Name, int H, int W, int C, float[] Values)> Run(PixelImage image)
    {
        float[] input = [.. image.Pixels.Select(p => p / 255f)];
        float[] conv1 = Convolve(input, 28, 1, Conv1, 5, Filters1), relu1 = Relu(conv1), pool1 = Pool(relu1, 28, Filters1);
        float[] conv2 = Convolve(pool1, 14, Filters1, _conv2, 3, Filters2), relu2 = Relu(conv2), pool2 = Pool(relu2, 14, Filters2);
        return
        [
            ("conv1", 28, 28, Filters1, conv1), ("relu1", 28, 28, Filters1, relu1), ("pool1", 14, 14, Filters1, pool1),
            ("conv2", 14, 14, Filters2, conv2), ("relu2", 14, 14, Filters2, relu2), ("pool2", 7, 7, Filters2, pool2),
        ];
    }

    private static float[] Convolve(float[] x, int size, int channels, float[] weights, int window, int filters)
    {
        var y = new float[size * size * filters];
        for (int r = 0; r < size; r++)
            for (int c = 0; c < size; c++)
                for (int u = 0; u < window; u++)
                    for (int v = 0; v < window; v++)
                    {
                        int sr = r + u - window / 2, sc = c + v - window / 2;
                        if (sr < 0 || sc < 0 || sr >= size || sc >= size)
                            continue;
                        for (int i = 0; i < channels; i++)
                            for (int o = 0; o < filters; o++)
                                y[(r * size + c) * filters + o] += x[(sr * size + sc) * channels + i] * weights[((u * window + v) * channels + i) * filters + o];
                    }
        return y;
    }

    private static float[] Relu(float[] x) => [.. x.Select(v => Math.Max(0, v))];

    private static float[] Pool(float[] x, int size, int channels)
    {
        var y = new float[size / 2 * (size / 2) * channels];
        for (int r = 0; r < size / 2; r++)
            for (int c = 0; c < size / 2; c++)
                for (int k = 0; k < channels; k++)
                    y[(r * (size / 2) + c) * channels + k] = Math.Max(
                        Math.Max(x[(2 * r * size + 2 * c) * channels + k], x[(2 * r * size + 2 * c + 1) * channels + k]),
                        Math.Max(x[((2 * r + 1) * size + 2 * c) * channels + k], x[((2 * r + 1) * size + 2 * c + 1) * channels + k]));
        return y;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
