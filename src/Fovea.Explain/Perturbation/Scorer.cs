namespace Fovea.Explain;

/// <summary>
/// The scalar of many changed copies of one image, in batches through one plan. Memory is that of a batch; copies are made one at a time
/// in the order of their number, and convolutions are strict sums, so that nothing depends on the batch.
/// </summary>
internal sealed class Scorer : IDisposable
{
    private readonly Plan plan, whole;
    private readonly Removal removal;
    private readonly int batch;
    private readonly float[] buffer;
    private readonly string? fed;
    private readonly float[] fedBuffer;
    private ExplainWork work;
    private int label;

    /// <param name="model">The model.</param>
    /// <param name="objective">The scalar.</param>
    /// <param name="work">How it is done.</param>
    /// <param name="removal">What takes the place of what is removed.</param>
    /// <param name="fed">A node whose activation is supplied for each copy; null changes images.</param>
    /// <param name="capture">A node whose activation of the unchanged image is read.</param>
    public Scorer(Model model, Objective objective, ExplainWork work, Removal removal, string? fed = null, string? capture = null)
    {
        if (work.Batch < 1) throw new ArgumentException($"a batch of {work.Batch} images; at least 1");
        (Model, this.removal, this.work, this.fed) = (model, removal, work, fed);
        Shape = model.Graph.Input.Shape;
        batch = work.Batch;
        buffer = new float[batch * Shape.Count];
        fedBuffer = fed is null ? [] : new float[batch * model.Graph[fed].Shape.Count];
        plan = model.Compile(new PlanOptions { MaxBatch = batch, Threads = work.Threads, Objective = objective, Strict = true, Feed = fed is null ? [] : [fed] });
        whole = model.Compile(new PlanOptions { Threads = work.Threads, Objective = objective, Strict = true, Capture = capture is null ? [] : [capture] });
        Captured = capture;
    }

    public Model Model { get; }

    public Shape Shape { get; }

    /// <summary>The image that is explained, H W C.</summary>
    public float[] Image { get; private set; } = [];

    /// <summary>What it is when everything is removed.</summary>
    public float[] Empty { get; private set; } = [];

    /// <summary>The scalar of the unchanged image.</summary>
    public float Score { get; private set; }

    /// <summary>The captured node's activation of the unchanged image.</summary>
    public float[] Activation { get; private set; } = [];

    private string? Captured { get; }

    /// <summary>Goes on to another image.</summary>
    public void Begin(ReadOnlySpan<float> image, int label, ExplainWork work)
    {
        (Image, this.label, this.work) = (image.ToArray(), label, work);
        Empty = Removals.Image(Model, image, removal);
        whole.Load(Image);
        whole.Labels.Fill(label);
        whole.Run();
        Score = whole.Values[0];
        if (Captured is null) return;
        using Tensor tensor = whole.Read(Captured);
        Activation = tensor.Values.ToArray();
    }

    /// <summary>The scalar of the image when everything is removed.</summary>
    public float EmptyScore() => Scores(1, (_, copy) => Empty.CopyTo(copy))[0];

    /// <summary>The scalar of each copy.</summary>
    /// <param name="count">How many.</param>
    /// <param name="make">Writes copy number i: the image, or the activation where one is fed.</param>
    public float[] Scores(int count, CopyMaker make)
    {
        var scores = new float[count];
        int image = (int)Shape.Count, each = fed is null ? image : fedBuffer.Length / batch;
        for (int first = 0; first < count; first += batch)
        {
            work.Cancel.ThrowIfCancellationRequested();
            int now = Math.Min(batch, count - first);
            for (int i = 0; i < now; i++)
            {
                if (fed is not null) Image.CopyTo(buffer.AsSpan(i * image, image));
                make(first + i, fed is null ? buffer.AsSpan(i * image, image) : fedBuffer.AsSpan(i * each, each));
            }
            plan.Load(buffer.AsSpan(0, now * image));
            if (fed is not null) plan.Feed(fed, fedBuffer.AsSpan(0, now * each));
            plan.Labels[..now].Fill(label);
            plan.Run();
            plan.Values.CopyTo(scores.AsSpan(first));
            work.Progress?.Report((double)(first + now) / count);
        }
        return scores;
    }

    /// <summary>Copy = mask · image + (1 − mask) · empty, one mask value a pixel.</summary>
    public void Mix(ReadOnlySpan<float> mask, Span<float> copy)
    {
        int channels = Shape.Channels;
        for (int i = 0; i < copy.Length; i++)
        {
            float m = mask[i / channels];
            copy[i] = m * Image[i] + (1 - m) * Empty[i];
        }
    }

    public void Dispose()
    {
        plan.Dispose();
        whole.Dispose();
    }
}

/// <summary>Writes copy number <paramref name="index"/>.</summary>
internal delegate void CopyMaker(int index, Span<float> copy);
