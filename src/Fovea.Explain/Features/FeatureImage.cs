using System.Globalization;
using Fovea.Kernels;

namespace Fovea.Explain;

/// <summary>An image that a channel answers to as much as it can: gradient ascent on the pixels, held back so that it stays an image.</summary>
/// <remarks>
/// Formula: <c>maximise mean(a[·,·,c]) − λ₂·mean(x²) − λ_TV·mean((x[i+1,j] − x[i,j])² + (x[i,j+1] − x[i,j])²)</c> over x in what pixels can be, by Adam; before
/// each step the image is moved by a random offset of up to <see cref="FeatureImageOptions.Jitter"/> pixels and taken back behind it, and every few
/// steps it is blurred. While the activation is silent, and so has no gradient, what it is the activation of is climbed instead.
/// Shapes: H×W×C, preprocessed as the network takes it.
/// Source: Erhan et al. 2009; Simonyan et al. 2013; Yosinski et al. 2015 (blur); Mahendran, Vedaldi 2015 (total variation); Olah, Mordvintsev,
/// Schubert, "Feature visualization", Distill 2017 (jitter).
/// </remarks>
/// <param name="Node">The layer.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Shape">Of the image.</param>
/// <param name="Pixels">H W C values in units of the preprocessed image.</param>
/// <param name="Start">The channel's mean on the random image it began from.</param>
/// <param name="Value">The channel's mean on the result.</param>
public sealed record FeatureImage(string Node, int Channel, Shape Shape, IReadOnlyList<float> Pixels, float Start, float Value)
{
    /// <summary>Makes one.</summary>
    /// <param name="model">The network; it takes images.</param>
    /// <param name="node">A layer of it.</param>
    /// <param name="channel">A channel of the layer.</param>
    /// <param name="options">How; all defaults when null.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="ArgumentException">The network takes vectors, or the layer has no such channel.</exception>
    public static FeatureImage Of(Model model, string node, int channel, FeatureImageOptions? options = null, CancellationToken cancel = default)
        => Of(model, node, [channel], options, cancel)[0];

    /// <summary>Makes one for each of some channels of a layer.</summary>
    /// <inheritdoc cref="Of(Model, string, int, FeatureImageOptions?, CancellationToken)"/>
    public static IReadOnlyList<FeatureImage> Of(Model model, string node, IReadOnlyList<int> channels, FeatureImageOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new FeatureImageOptions();
        Shape shape = model.Graph.Input.Shape;
        if (!shape.IsImage) throw new ArgumentException($"{model.Name} takes a vector of {shape}: there is no image to make", nameof(model));
        return [.. channels.Select(channel =>
        {
            cancel.ThrowIfCancellationRequested();
            using Plan plan = model.Compile(new PlanOptions { Threads = options.Threads, Objective = Objective.ChannelMean(node, channel), Capture = ["input.grad"] });
            string before = BeforeActivation(model.Graph[node]);
            using Plan? wake = before == node ? null : model.Compile(plan.Options with { Objective = Objective.ChannelMean(before, channel) });
            return Climb(plan, wake, node, channel, shape, options, cancel);
        })];
    }

    private static FeatureImage Climb(Plan plan, Plan? wake, string node, int channel, Shape shape, FeatureImageOptions o, CancellationToken cancel)
    {
        int count = (int)shape.Count;
        uint stream = CounterRandom.Stream($"{node}[{channel}]");
        float[] x = new float[count], moved = new float[count], slope = new float[count], m = new float[count], v = new float[count];
        for (int i = 0; i < count; i++) x[i] = CounterRandom.Normal(o.Seed, stream, 0, (uint)i);
        (float[] low, float[] high) = Bounds(plan.Model.Preprocessing, shape.Channels);
        Keep(x, low, high);
        float start = ValueOf(plan, x);
        int reach = Math.Min(o.Jitter, Math.Min(shape.Height, shape.Width) / 4);
        for (int step = 1; step <= o.Steps; step++)
        {
            cancel.ThrowIfCancellationRequested();
            int down = reach == 0 ? 0 : CounterRandom.Below(2 * reach + 1, o.Seed, stream, (ulong)step, 0) - reach, right = reach == 0 ? 0 : CounterRandom.Below(2 * reach + 1, o.Seed, stream, (ulong)step, 1) - reach;
            Roll(x, moved, shape, down, right);
            double size = Slope(plan, moved, slope);
            if (size == 0 && wake is not null) size = Slope(wake, moved, slope);
            slope.CopyTo(moved, 0);
            Roll(moved, slope, shape, -down, -right);
            // Layers differ in scale by orders of magnitude: the penalties are held against a gradient of mean size 1.
            if (size > 0)
                for (int i = 0; i < count; i++) slope[i] = (float)(slope[i] / size);
            else
                // Nothing on the way answers to this image: another one may wake it.
                for (int i = 0; i < count; i++) slope[i] = CounterRandom.Normal(o.Seed, stream, (ulong)step, (uint)i + 2);
            Penalise(x, slope, shape, o);
            float fade1 = 1 - MathF.Pow(0.9f, step), fade2 = 1 - MathF.Pow(0.999f, step);
            for (int i = 0; i < count; i++)
            {
                m[i] = 0.9f * m[i] + 0.1f * slope[i];
                v[i] = 0.999f * v[i] + 0.001f * slope[i] * slope[i];
                x[i] += o.Rate * (m[i] / fade1) / (MathF.Sqrt(v[i] / fade2) + 1e-8f);
            }
            if (o.BlurEvery > 0 && step % o.BlurEvery == 0 && step < o.Steps) Blur(x, moved, shape);
            Keep(x, low, high);
        }
        return new FeatureImage(node, channel, shape, x, start, ValueOf(plan, x));
    }

    private static double Slope(Plan plan, float[] x, float[] slope)
    {
        plan.Load(x);
        plan.Run();
        plan.Read("input.grad", slope);
        return Math.Sqrt(slope.Sum(g => (double)g * g) / slope.Length);
    }

    // Behind a ReLU that is silent there is no direction to climb in; before it there is.
    private static string BeforeActivation(Node node)
    {
        while (node.Op is Activation or Dropout && node.Inputs[0].Op is not Input) node = node.Inputs[0];
        return node.Name;
    }

    private static float ValueOf(Plan plan, float[] x)
    {
        plan.Load(x);
        plan.Run();
        return plan.Value;
    }

    private static void Penalise(float[] x, float[] slope, Shape shape, FeatureImageOptions o)
    {
        int row = shape.Width * shape.Channels, c = shape.Channels;
        for (int i = 0; i < x.Length; i++)
        {
            slope[i] -= 2 * o.L2 * x[i];
            if (i % row + c < row) Pull(i, i + c);
            if (i + row < x.Length) Pull(i, i + row);
        }

        void Pull(int a, int b)
        {
            float difference = 2 * o.TotalVariation * (x[a] - x[b]);
            slope[a] -= difference;
            slope[b] += difference;
        }
    }

    // A bell of 1 2 1 down and across, borders repeated.
    private static void Blur(float[] x, float[] other, Shape shape)
    {
        int h = shape.Height, w = shape.Width, c = shape.Channels;
        for (int y = 0; y < h; y++)
            for (int i = 0; i < w * c; i++)
                other[y * w * c + i] = 0.25f * (x[Math.Max(0, y - 1) * w * c + i] + 2 * x[y * w * c + i] + x[Math.Min(h - 1, y + 1) * w * c + i]);
        for (int y = 0; y < h; y++)
            for (int p = 0; p < w; p++)
                for (int k = 0; k < c; k++)
                    x[(y * w + p) * c + k] = 0.25f * (other[(y * w + Math.Max(0, p - 1)) * c + k] + 2 * other[(y * w + p) * c + k] + other[(y * w + Math.Min(w - 1, p + 1)) * c + k]);
    }

    private static void Roll(float[] from, float[] to, Shape shape, int down, int right)
    {
        int h = shape.Height, w = shape.Width, c = shape.Channels;
        for (int y = 0; y < h; y++)
            for (int x = 0; x < w; x++)
                Array.Copy(from, (y * w + x) * c, to, ((y + down + h) % h * w + (x + right + w) % w) * c, c);
    }

    private static (float[] Low, float[] High) Bounds(Preprocessing p, int channels)
        => ([.. Enumerable.Range(0, channels).Select(c => (0 - p.MeanOf(c)) / p.StdOf(c))], [.. Enumerable.Range(0, channels).Select(c => (1 - p.MeanOf(c)) / p.StdOf(c))]);

    private static void Keep(float[] x, float[] low, float[] high)
    {
        for (int i = 0; i < x.Length; i++) x[i] = Math.Clamp(x[i], low[i % low.Length], high[i % high.Length]);
    }

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Node}[{Channel}]: {Start:G3} on noise, {Value:G3} on the image made for it");
}

/// <summary>How feature images are made. With <see cref="Jitter"/>, <see cref="BlurEvery"/>, <see cref="TotalVariation"/> and <see cref="L2"/> at 0 they are noise of high frequency.</summary>
public sealed record FeatureImageOptions
{
    /// <summary>Steps.</summary>
    public int Steps { get; init; } = 96;

    /// <summary>Learning rate of Adam, in units of the preprocessed image.</summary>
    public float Rate { get; init; } = 0.08f;

    /// <summary>Pixels by which the image is moved at most, at random, in each step; no more than a quarter of it.</summary>
    public int Jitter { get; init; } = 2;

    /// <summary>Steps between two blurs; 0 blurs never.</summary>
    public int BlurEvery { get; init; } = 8;

    /// <summary>λ_TV, against a gradient of size 1.</summary>
    public float TotalVariation { get; init; } = 0.1f;

    /// <summary>λ₂, against a gradient of size 1.</summary>
    public float L2 { get; init; } = 0.02f;

    /// <summary>Of the first image and of the moves.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads; 0 takes one for each processor. The image does not depend on it.</summary>
    public int Threads { get; init; }
}
