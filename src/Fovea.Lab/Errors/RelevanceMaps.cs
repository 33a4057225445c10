using Fovea.Data;

namespace Fovea.Lab;

/// <summary>Where an image speaks for its label, on a coarse grid: the positive part of gradient × input, sum 1.</summary>
internal sealed class RelevanceMaps : IDisposable
{
    private const int MostCells = 16, Batch = 32;
    private readonly Plan plan;
    private readonly InputFormat format;

    public RelevanceMaps(Model model, int threads)
    {
        format = InputFormat.Of(model);
        Grid = Math.Min(MostCells, Math.Min(format.Shape.Height, format.Shape.Width) / 2);
        plan = model.Compile(new PlanOptions { MaxBatch = Batch, Threads = threads, Objective = Objective.Logit(), Capture = ["input.grad"] });
    }

    /// <summary>Rows and columns of a map; 0 for images of a single row or column.</summary>
    public int Grid { get; }

    /// <summary>A map for each image; null where nothing speaks for the label.</summary>
    public float[]?[] Of(ImageDataset set, int[] images, Action<double> done)
    {
        Shape shape = format.Shape;
        int size = checked((int)shape.Count);
        float[]?[] maps = new float[]?[images.Length];
        float[] pixels = new float[Batch * size], gradient = new float[Batch * size];
        for (int from = 0; from < images.Length; from += Batch)
        {
            int count = Math.Min(Batch, images.Length - from);
            for (int n = 0; n < count; n++) format.Prepare(set.Read(images[from + n]), pixels.AsSpan(n * size, size), set.Id(images[from + n]));
            plan.Load(pixels.AsSpan(0, count * size));
            for (int n = 0; n < count; n++) plan.Labels[n] = set.Label(images[from + n]);
            plan.Run();
            plan.Read("input.grad", gradient.AsSpan(0, count * size));
            for (int n = 0; n < count; n++) maps[from + n] = Pool(pixels.AsSpan(n * size, size), gradient.AsSpan(n * size, size), shape);
            done((double)(from + count) / images.Length);
        }
        return maps;
    }

    public void Dispose() => plan.Dispose();

    private float[]? Pool(ReadOnlySpan<float> x, ReadOnlySpan<float> g, Shape shape)
    {
        double[] cells = new double[Grid * Grid];
        for (int i = 0; i < x.Length; i++)
        {
            int pixel = i / shape.Channels;
            cells[pixel / shape.Width * Grid / shape.Height * Grid + pixel % shape.Width * Grid / shape.Width] += (double)x[i] * g[i];
        }
        double sum = cells.Sum(v => Math.Max(v, 0));
        return sum > 0 ? [.. cells.Select(v => (float)(Math.Max(v, 0) / sum))] : null;
    }
}
