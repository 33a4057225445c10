using Fovea.Data;

namespace Fovea.Lab;

/// <summary>Images through a network, a batch at a time, with what chosen nodes gave. Memory is bounded by the batch, which is chosen by what is captured.</summary>
internal sealed class LayerRun : IDisposable
{
    private const long MostFloats = 1L << 26;
    private const int LeastBatch = 8, MostBatch = 64;

    private readonly Plan plan;
    private readonly BatchLoader loader;
    private readonly Node[] nodes;
    private readonly float[][] values;

    /// <param name="model">The network.</param>
    /// <param name="nodes">What is captured.</param>
    /// <param name="set">The images, in the order in which they are run.</param>
    /// <param name="batch">Images at a time.</param>
    /// <param name="threads">Threads; 0 takes one for each processor.</param>
    public LayerRun(Model model, IEnumerable<Node> nodes, ImageDataset set, int batch, int threads)
    {
        this.nodes = [.. nodes];
        values = new float[this.nodes.Length][];
        plan = model.Compile(new PlanOptions { MaxBatch = Math.Min(batch, set.Count), Threads = threads, Capture = [.. this.nodes.Where(n => n.Op is not Input).Select(n => n.Name)] });
        loader = new BatchLoader(set, InputFormat.Of(model), new LoaderOptions { BatchSize = Math.Min(batch, set.Count), EndEpoch = 1 });
    }

    /// <summary>Images that go together so that what is captured stays within a quarter of a gibibyte, and not fewer than eight.</summary>
    public static int BatchOf(IEnumerable<Node> nodes) => (int)Math.Clamp(MostFloats / Math.Max(1, nodes.Sum(n => n.Shape.Count)), LeastBatch, MostBatch);

    /// <summary>The plan behind it.</summary>
    public Plan Plan => plan;

    /// <summary>Images of this batch.</summary>
    public int Count { get; private set; }

    /// <summary>Place of its first image in the set.</summary>
    public int First { get; private set; }

    /// <summary>Runs the next batch; false at the end.</summary>
    public bool Next(CancellationToken cancel)
    {
        First += Count;
        if (!loader.TryNext(out Batch? batch, cancel)) return false;
        Count = batch.Count;
        plan.Load(batch.Pixels);
        plan.Run();
        for (int i = 0; i < nodes.Length; i++)
        {
            int needed = checked(Count * (int)nodes[i].Shape.Count);
            if (values[i] is null || values[i].Length < needed) values[i] = new float[needed];
            if (nodes[i].Op is Input) batch.Pixels.CopyTo(values[i]);
            else plan.Read(nodes[i].Name, values[i].AsSpan(0, needed));
        }
        return true;
    }

    /// <summary>What the i-th node gave: count × its shape.</summary>
    public ReadOnlySpan<float> Values(int i) => values[i].AsSpan(0, Count * (int)nodes[i].Shape.Count);

    /// <summary>What the i-th node gave for one image of the batch.</summary>
    public ReadOnlySpan<float> Image(int i, int n) => values[i].AsSpan(n * (int)nodes[i].Shape.Count, (int)nodes[i].Shape.Count);

    /// <summary>What a class scores for one image of the batch.</summary>
    public ReadOnlySpan<float> Output(int n) => plan.Output(n);

    public void Dispose()
    {
        loader.Dispose();
        plan.Dispose();
    }
}
