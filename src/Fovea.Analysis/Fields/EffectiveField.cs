using System.Globalization;

namespace Fovea.Analysis;

/// <summary>
/// How much each pixel of the image really moves the middle number of a node, measured on images. Within the field that the layers allow
/// (<see cref="ReceptiveField"/>) few pixels matter much: those near the middle reach the number on many paths, those at the rim on one.
/// </summary>
/// <remarks>
/// Formula: <c>E[i,j] = mean over images of Σ_c |∂ Σ_k y[h0,w0,k] / ∂ x[i,j,c]|</c> at the middle unit (h0, w0) of the node; σ from the
/// second moments of E along rows and columns. Of n stacked k×k windows with equal weights σ is <c>√(n·(k² − 1)/12)</c>, while the field
/// itself is <c>n·(k − 1) + 1</c>: it grows with the depth, σ with its root.
/// Shapes: images N×H×W×C, the map H×W; in units of the node's activation for one unit of a preprocessed pixel.
/// Source: Luo, Li, Urtasun, Zemel, "Understanding the effective receptive field in deep convolutional neural networks", NeurIPS 2016, arXiv:1701.04128.
/// </remarks>
/// <param name="Node">The node.</param>
/// <param name="Row">Row of its middle number, from 0.</param>
/// <param name="Column">Column of its middle number.</param>
/// <param name="Theory">What the layers allow it to see.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="Map">E, height × width values.</param>
/// <param name="Images">How many images it is the mean of.</param>
public sealed record EffectiveField(string Node, int Row, int Column, ReceptiveField Theory, int Height, int Width, IReadOnlyList<float> Map, int Images)
{
    // Two standard deviations of a normal distribution hold 95.45 %.
    private const double Cut = 1 - 0.9545;

    private readonly Moments moments = Moments.Of(Map, Width);

    /// <summary>Standard deviation of E along the rows, in pixels; 0 when no pixel matters.</summary>
    public double SigmaRows => moments.Rows;

    /// <summary>Standard deviation of E along the columns, in pixels.</summary>
    public double SigmaColumns => moments.Columns;

    /// <summary>Side of a square with as many pixels as lie above 4.55 % of the largest value.</summary>
    public double Side { get; } = Math.Sqrt(Map.Count(v => v > 0 && v > Cut * Map.Max()));

    /// <summary>Side of a square as large as the part of the image that the layers allow it to see.</summary>
    public double TheorySide { get; } = Math.Sqrt((double)Math.Min(Theory.Height, Height) * Math.Min(Theory.Width, Width));

    /// <summary><see cref="Side"/> ÷ <see cref="TheorySide"/>.</summary>
    public double Ratio => Side / TheorySide;

    /// <summary>True when the field reaches beyond the image, so that σ is that of the part inside.</summary>
    public bool IsClipped
    {
        get
        {
            double top = Theory.StartTop + (double)Row * Theory.JumpHeight, left = Theory.StartLeft + (double)Column * Theory.JumpWidth;
            return Theory.IsWhole || top - Theory.Height / 2.0 < 0 || top + Theory.Height / 2.0 > Height || left - Theory.Width / 2.0 < 0 || left + Theory.Width / 2.0 > Width;
        }
    }

    /// <summary>Measures it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="node">Name of a node; the middle unit of a vector is all of it.</param>
    /// <param name="images">Preprocessed images of the input's shape; 32 to 256 of them, since the gradient of one image is noisy.</param>
    /// <param name="batch">Images in one pass.</param>
    /// <param name="threads">Threads; 0 takes one for each processor.</param>
    /// <exception cref="KeyNotFoundException">There is no such node.</exception>
    /// <exception cref="ArgumentException">The images have another shape, or the network takes vectors.</exception>
    public static EffectiveField Of(Model model, string node, Tensor images, int batch = 16, int threads = 0)
    {
        Shape input = model.Graph.Input.Shape, shape = model.Graph[node].Shape;
        if (!input.IsImage) throw new ArgumentException($"{model.Name} takes a vector of {input}: it has no field", nameof(model));
        if (images.Shape != input) throw new ArgumentException($"images of {images.Shape} for a network that takes {input}", nameof(images));
        (int row, int column) = (shape.Height / 2, shape.Width / 2);
        batch = Math.Min(batch, images.Batch);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = batch, Threads = threads, Objective = Objective.PixelSum(node, row, column), Capture = ["input.grad"] });
        var sums = new double[input.Height * input.Width];
        int each = (int)input.Count;
        for (int first = 0; first < images.Batch; first += batch)
        {
            plan.Load(images.Values.Slice(first * each, Math.Min(batch, images.Batch - first) * each));
            plan.Run();
            using Tensor gradient = plan.Read("input.grad");
            for (int i = 0; i < gradient.Values.Length; i++) sums[i % each / input.Channels] += Math.Abs(gradient.Values[i]);
        }
        return new EffectiveField(node, row, column, ReceptiveField.Of(model.Graph)[model.Graph[node]], input.Height, input.Width,
            [.. sums.Select(s => (float)(s / images.Batch))], images.Batch);
    }

    /// <summary>One line: σ, side and how that stands to what the layers allow.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Node} ({Row}, {Column}): σ {SigmaRows:F2} × {SigmaColumns:F2} px, effective field {Side:F1} px, {100 * Ratio:F0} % of the {TheorySide:F0} px that it can see{(IsClipped ? ", cut off by the image's edge" : "")}; mean of {Images} images");

    // Second moments of a map about its own mean.
    private readonly record struct Moments(double Rows, double Columns)
    {
        public static Moments Of(IReadOnlyList<float> map, int width)
        {
            double sum = 0, row = 0, column = 0, rows = 0, columns = 0;
            for (int i = 0; i < map.Count; i++)
            {
                sum += map[i];
                row += (double)map[i] * (i / width);
                column += (double)map[i] * (i % width);
            }
            if (sum == 0) return default;
            (row, column) = (row / sum, column / sum);
            for (int i = 0; i < map.Count; i++)
            {
                rows += map[i] * Math.Pow(i / width - row, 2);
                columns += map[i] * Math.Pow(i % width - column, 2);
            }
            return new Moments(Math.Sqrt(rows / sum), Math.Sqrt(columns / sum));
        }
    }
}
