using System.Globalization;

namespace Fovea.Explain;

/// <summary>What a filter of the first layer is made of: shares of its energy among cosine waves, and how much of it is colour.</summary>
/// <remarks>
/// Formula: the orthonormal DCT-II of the K×L window, channel by channel; shares of the squares with both frequencies 0 (flat), with only
/// the one down the window above 0 (edges that lie), only the one across (edges that stand), and both (slanted edges, crosses, dots).
/// Colour is the share of the energy that is left when every place has the mean of its channels. A filter of independent random numbers has on average
/// <c>1/KL</c>, <c>(K−1)/KL</c>, <c>(L−1)/KL</c>, <c>(K−1)(L−1)/KL</c> and <c>(C−1)/C</c>: <see cref="Random"/>.
/// Source: Ahmed, Natarajan, Rao, "Discrete cosine transform", 1974.
/// </remarks>
/// <param name="Filter">Output channel.</param>
/// <param name="Flat">Share of what is the same all over the window: brightness.</param>
/// <param name="Lying">Share of what changes down the window only: horizontal edges and stripes.</param>
/// <param name="Standing">Share of what changes across it only: vertical edges and stripes.</param>
/// <param name="Slanted">Share of what changes both ways.</param>
/// <param name="Color">Share of the energy in differences of channels; 0 for one channel.</param>
public sealed record FilterSpectrum(int Filter, double Flat, double Lying, double Standing, double Slanted, double Color)
{
    /// <summary>The spectra of a convolution's filters; a filter of zeros has no shares and is left out.</summary>
    /// <param name="model">The network.</param>
    /// <param name="node">A convolution.</param>
    /// <exception cref="ArgumentException">It is no convolution.</exception>
    public static IReadOnlyList<FilterSpectrum> Of(Model model, string node)
    {
        if (model.Graph[node].Op is not Conv2d conv) throw new ArgumentException($"{node} is no convolution: it has no filters", nameof(node));
        ReadOnlySpan<float> weights = model.Parameters[$"{node}.weight"];
        int channels = weights.Length / (conv.KernelHeight * conv.KernelWidth * conv.OutChannels);
        var spectra = new List<FilterSpectrum>();
        for (int o = 0; o < conv.OutChannels; o++)
            if (Of(o, WeightsOf(weights, o, conv.OutChannels), conv.KernelHeight, conv.KernelWidth, channels) is { } spectrum) spectra.Add(spectrum);
        return spectra;
    }

    /// <summary>The mean of filters of independent random numbers.</summary>
    /// <param name="height">Rows of the window.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">Input channels.</param>
    public static FilterSpectrum Random(int height, int width, int channels)
    {
        double all = height * width;
        return new FilterSpectrum(-1, 1 / all, (height - 1) / all, (width - 1) / all, (height - 1) * (width - 1) / all, (channels - 1.0) / channels);
    }

    internal static float[] WeightsOf(ReadOnlySpan<float> weights, int filter, int filters)
    {
        var values = new float[weights.Length / filters];
        for (int i = 0; i < values.Length; i++) values[i] = weights[i * filters + filter];
        return values;
    }

    private static FilterSpectrum? Of(int filter, float[] w, int height, int width, int channels)
    {
        double flat = 0, lying = 0, standing = 0, slanted = 0, colour = 0;
        for (int u = 0; u < height; u++)
            for (int v = 0; v < width; v++)
                for (int c = 0; c < channels; c++)
                {
                    double sum = 0;
                    for (int y = 0; y < height; y++)
                        for (int x = 0; x < width; x++)
                            sum += w[(y * width + x) * channels + c] * Math.Cos(Math.PI * (y + 0.5) * u / height) * Math.Cos(Math.PI * (x + 0.5) * v / width);
                    double energy = sum * sum * (u == 0 ? 1.0 : 2) / height * (v == 0 ? 1.0 : 2) / width;
                    if (u == 0 && v == 0) flat += energy;
                    else if (v == 0) lying += energy;
                    else if (u == 0) standing += energy;
                    else slanted += energy;
                }
        for (int p = 0; p < height * width; p++)
        {
            double mean = 0;
            for (int c = 0; c < channels; c++) mean += w[p * channels + c] / (double)channels;
            for (int c = 0; c < channels; c++) colour += (w[p * channels + c] - mean) * (w[p * channels + c] - mean);
        }
        double all = flat + lying + standing + slanted;
        return all > 0 ? new FilterSpectrum(filter, flat / all, lying / all, standing / all, slanted / all, colour / all) : null;
    }

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{100 * Flat:F0} % flat, {100 * Lying:F0} % lying edges, {100 * Standing:F0} % standing edges, {100 * Slanted:F0} % slanted, {100 * Color:F0} % colour");
}
