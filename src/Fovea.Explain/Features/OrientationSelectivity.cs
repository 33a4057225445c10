using System.Globalization;

namespace Fovea.Explain;

/// <summary>Which direction of stripes a channel answers to, found by showing it gratings.</summary>
/// <remarks>
/// Formula: <c>R(α)</c> is the largest response over the middle of the map and four phases, above that to a grey image, at the wavelength with the largest
/// response of all; <c>OSI = (R_pref − R_orth)/(R_pref + R_orth)</c>, <c>CV = 1 − |Σ R·e^{2iα}| / Σ R</c>, preferred <c>α = ½·arg Σ R·e^{2iα}</c>.
/// The grating is <c>cos(2π/λ·(x·sin α + y·cos α) + φ)</c>, so that stripes run at α, counter-clockwise from horizontal, y downwards.
/// Shapes: twelve angles 15° apart, λ from 3 to 16 pixels, one deviation high in preprocessed units.
/// Source: Ringach, Shapley, Hawken, J. Neuroscience 2002, for both indices; Zeiler, Fergus 2014 and Krizhevsky et al. 2012 for oriented first layers.
/// </remarks>
/// <param name="Node">The layer.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Responses">R at 0°, 15°, … 165°; all 0 when no grating moves it above grey.</param>
/// <param name="Wavelength">λ with the largest response, in pixels.</param>
public sealed record OrientationSelectivity(string Node, int Channel, IReadOnlyList<double> Responses, double Wavelength)
{
    private const int Angles = 12, Phases = 4;
    private static readonly double[] Wavelengths = [3, 4, 6, 8, 12, 16];

    /// <summary>From which index on a channel counts as oriented: it answers twice as much to one direction as across it.</summary>
    public const double OrientedFrom = 1 / 3.0;

    private (double X, double Y, double Sum) Vector
    {
        get
        {
            double x = 0, y = 0;
            for (int a = 0; a < Angles; a++)
            {
                x += Responses[a] * Math.Cos(2 * Math.PI * a / Angles);
                y += Responses[a] * Math.Sin(2 * Math.PI * a / Angles);
            }
            return (x, y, Responses.Sum());
        }
    }

    /// <summary>Preferred direction of the stripes in degrees, 0 … 180 counter-clockwise from horizontal.</summary>
    public double Degrees => (Math.Atan2(Vector.Y, Vector.X) * 90 / Math.PI + 180) % 180;

    /// <summary>The index: 0 answers to all directions alike, 1 not at all across the preferred one. 0 where nothing moves it.</summary>
    public double Index
    {
        get
        {
            int best = 0;
            for (int a = 1; a < Angles; a++)
                if (Responses[a] > Responses[best]) best = a;
            double most = Responses[best], across = Responses[(best + Angles / 2) % Angles];
            return most > 0 ? (most - across) / (most + across) : 0;
        }
    }

    /// <summary>Circular variance: 0 one direction, 1 all alike.</summary>
    public double CircularVariance => Vector is { Sum: > 0 } v ? 1 - Math.Sqrt(v.X * v.X + v.Y * v.Y) / v.Sum : 1;

    /// <summary>True from <see cref="OrientedFrom"/> on.</summary>
    public bool IsOriented => Index >= OrientedFrom;

    /// <summary>The selectivity of every channel of some layers.</summary>
    /// <param name="model">The network; it takes images.</param>
    /// <param name="nodes">Layers with feature maps.</param>
    /// <param name="threads">Threads; 0 takes one for each processor.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="ArgumentException">A layer has no feature maps, or the network takes vectors.</exception>
    public static IReadOnlyDictionary<string, OrientationSelectivity[]> Of(Model model, IReadOnlyList<string> nodes, int threads = 0, CancellationToken cancel = default)
    {
        Shape input = model.Graph.Input.Shape;
        if (!input.IsImage) throw new ArgumentException($"{model.Name} takes a vector of {input}: gratings are images", nameof(model));
        if (nodes.FirstOrDefault(n => !model.Graph[n].Shape.IsImage) is { } flat) throw new ArgumentException($"{flat} is a vector of {model.Graph[flat].Shape}: gratings need feature maps", nameof(nodes));
        double[] lengths = [.. Wavelengths.Where(l => l <= Math.Min(input.Height, input.Width))];
        if (lengths.Length == 0) lengths = [Wavelengths[0]];
        float[][] grey = new float[nodes.Count][];
        double[][,,] responses = [.. nodes.Select(n => new double[model.Graph[n].Shape.Channels, lengths.Length, Angles])];
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = Phases, Threads = threads, Capture = [.. nodes] });
        var images = new float[Phases * input.Count];
        Run((i, most) => grey[i] = most, 1);
        for (int l = 0; l < lengths.Length; l++)
            for (int a = 0; a < Angles; a++)
            {
                cancel.ThrowIfCancellationRequested();
                for (int p = 0; p < Phases; p++) Draw(images.AsSpan(p * (int)input.Count, (int)input.Count), input, Math.PI * a / Angles, lengths[l], 2 * Math.PI * p / Phases);
                (int length, int angle) = (l, a);
                Run((i, most) =>
                {
                    for (int c = 0; c < most.Length; c++) responses[i][c, length, angle] = Math.Max(0, most[c] - grey[i][c]);
                }, Phases);
            }
        return nodes.Select((node, i) => (node, i)).ToDictionary(n => n.node, n => Enumerable.Range(0, responses[n.i].GetLength(0)).Select(c => Pick(n.node, c, responses[n.i], lengths)).ToArray());

        void Run(Action<int, float[]> take, int count)
        {
            plan.Load(images.AsSpan(0, count * (int)input.Count));
            plan.Run();
            for (int i = 0; i < nodes.Count; i++)
            {
                using Tensor maps = plan.Read(nodes[i]);
                take(i, Middle(maps));
            }
        }
    }

    private static OrientationSelectivity Pick(string node, int channel, double[,,] responses, double[] lengths)
    {
        int best = 0;
        double most = -1;
        for (int l = 0; l < lengths.Length; l++)
            for (int a = 0; a < Angles; a++)
                if (responses[channel, l, a] > most) (most, best) = (responses[channel, l, a], l);
        return new OrientationSelectivity(node, channel, [.. Enumerable.Range(0, Angles).Select(a => responses[channel, best, a])], lengths[best]);
    }

    // Near the border a layer sees the padding, which is an edge of its own.
    private static float[] Middle(Tensor maps)
    {
        Shape s = maps.Shape;
        var most = new float[s.Channels];
        Array.Fill(most, float.NegativeInfinity);
        (int top, int left) = ((s.Height - 1) * 3 / 8, (s.Width - 1) * 3 / 8);
        for (int n = 0; n < maps.Batch; n++)
            for (int h = top; h < s.Height - top; h++)
                for (int w = left; w < s.Width - left; w++)
                    for (int c = 0; c < s.Channels; c++) most[c] = Math.Max(most[c], maps[n, h, w, c]);
        return most;
    }

    private static void Draw(Span<float> image, Shape shape, double angle, double wavelength, double phase)
    {
        (double sin, double cos) = Math.SinCos(angle);
        for (int y = 0; y < shape.Height; y++)
            for (int x = 0; x < shape.Width; x++)
                image.Slice((y * shape.Width + x) * shape.Channels, shape.Channels)
                    .Fill((float)Math.Cos(2 * Math.PI / wavelength * ((x - shape.Width / 2) * sin + (y - shape.Height / 2) * cos) + phase));
    }

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Node}[{Channel}]: OSI {Index:F2}, stripes at {Degrees:F0}°, wavelength {Wavelength:F0} px, circular variance {CircularVariance:F2}");
}
