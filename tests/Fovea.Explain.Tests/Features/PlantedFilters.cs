using Fovea.Kernels;

namespace Fovea.Explain.Tests;

/// <summary>First layers made by hand.</summary>
internal static class PlantedFilters
{
    /// <summary>A 7×7 convolution whose filters are Gabor functions with stripes at these angles.</summary>
    public static Model Gabors(params double[] degrees)
    {
        Model model = Model.Parse($"24x24x1 | conv {degrees.Length} 7x7 pad 3 nobias | relu | globalavgpool | dense 2");
        Span<float> w = model.Parameters["conv1.weight"];
        for (int o = 0; o < degrees.Length; o++)
            for (int i = 0; i < 49; i++) w[i * degrees.Length + o] = (float)Gabor(i / 7 - 3, i % 7 - 3, degrees[o] * Math.PI / 180);
        model.Parameters.MarkChanged();
        return model;
    }

    /// <summary>The same number for each window place, or random ones.</summary>
    public static Model Windows(string net, Func<int, int, int, int, float> weight)
    {
        Model model = Model.Parse(net);
        var conv = (Conv2d)model.Graph["conv1"].Op;
        Span<float> w = model.Parameters["conv1.weight"];
        int channels = model.Graph.Input.Shape.Channels, filters = conv.OutChannels;
        for (int i = 0; i < w.Length; i++) w[i] = weight(i / filters / channels / conv.KernelWidth, i / filters / channels % conv.KernelWidth, i / filters % channels, i % filters);
        model.Parameters.MarkChanged();
        return model;
    }

    public static float Noise(int index) => CounterRandom.Normal(3, 9, 0, (uint)index);

    private static double Gabor(int y, int x, double angle)
    {
        (double sin, double cos) = Math.SinCos(angle);
        return Math.Exp(-(x * x + y * y) / 8.0) * Math.Cos(2 * Math.PI * (x * sin + y * cos) / 5);
    }
}
