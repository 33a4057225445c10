using System.Text;
using Fovea.Kernels;

namespace Fovea;

/// <summary>
/// A network compiled for a mode and a maximum batch: a flat list of calls on one block of memory. A run allocates nothing on the
/// managed heap. Not safe for use by several threads at once; it is cheap to make another.
/// </summary>
public sealed partial class Plan : IDisposable
{
    private readonly PlanParts parts;
    private readonly Team team;
    private long packedVersion;
    private int batch;
    private bool disposed;

    internal Plan(Model model, PlanOptions options, PlanParts parts)
    {
        Model = model;
        Options = options;
        this.parts = parts;
        team = new Team(options.Threads == 0 ? Environment.ProcessorCount : options.Threads);
        input = parts.Values[model.Graph.Input.Name];
        if (options.MaxBatch <= parts.PieceImages) return;
        output = parts.Values[model.Graph.Output.Name];
        wholeInput = new NativeBuffer(options.MaxBatch * model.Graph.Input.Shape.Count);
        wholeOutput = new NativeBuffer(options.MaxBatch * model.Graph.Output.Shape.Count);
        input = parts.Readable[model.Graph.Input.Name] = Whole(wholeInput, input, options.MaxBatch);
        output = parts.Readable[model.Graph.Output.Name] = Whole(wholeOutput, output, options.MaxBatch);
    }

    /// <summary>The model whose values it reads.</summary>
    public Model Model { get; }

    /// <summary>What it was compiled for.</summary>
    public PlanOptions Options { get; }

    /// <summary>The threads that run it, for other work between runs.</summary>
    public Team Team => team;

    /// <summary>Bytes of activations and gradients.</summary>
    public long ArenaBytes => parts.ArenaFloats * sizeof(float);

    /// <summary>Bytes of activations and gradients that a plan would need, without making it; needs no weights.</summary>
    public static long MeasureBytes(Graph graph, PlanOptions options) => Planner.MeasureFloats(graph, options) * sizeof(float);

    /// <summary>Bytes of all memory it owns: arena, packed weights, gradients, scratch.</summary>
    public long TotalBytes => (parts.Owned.Sum(b => b.Length) + (wholeInput?.Length ?? 0) + (wholeOutput?.Length ?? 0)) * sizeof(float);

    /// <summary>Images of the last <see cref="Load"/>.</summary>
    public int Batch => batch;

    /// <summary>Labels of the images; set them before a run whose objective reads them.</summary>
    public Span<int> Labels => new FloatBlock(parts.Labels, 0, Options.MaxBatch).Ints;

    /// <summary>The objective's value for each image of the last run.</summary>
    public ReadOnlySpan<float> Values => parts.Losses.Span(0, batch);

    /// <summary>The objective's value for the batch: the mean over its images (weighted, where the objective weighs them).</summary>
    /// <exception cref="InvalidOperationException">The plan was compiled without an objective.</exception>
    public float Value
    {
        get
        {
            if (Options.Objective is not { } objective) throw new InvalidOperationException("the plan was compiled without an Objective");
            ReadOnlySpan<float> values = Values;
            ReadOnlySpan<int> labels = Labels;
            double sum = 0, weight = 0;
            for (int n = 0; n < values.Length; n++)
            {
                sum += values[n];
                weight += objective.Weight(labels[n]);
            }
            return (float)(sum / weight);
        }
    }

    /// <summary>Gradients of the trainable parameters, laid out as <see cref="Parameters.Trainable"/>.</summary>
    /// <exception cref="InvalidOperationException">The plan was compiled without them.</exception>
    public FloatBlock ParameterGradients
    {
        get
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return parts.ParameterGradients.Exists
                ? parts.ParameterGradients
                : throw new InvalidOperationException("the plan was compiled without ParameterGradients");
        }
    }

    /// <summary>Names that <see cref="Read(string)"/> knows: captures, the input and the output.</summary>
    public IReadOnlyCollection<string> Readable => parts.Readable.Keys;

    /// <summary>Copies images in: count × height × width × channels floats.</summary>
    /// <exception cref="ArgumentException">The number of floats is no multiple of an image, or exceeds the maximum batch.</exception>
    public void Load(ReadOnlySpan<float> images)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        Shape shape = Model.Graph.Input.Shape;
        int count = (int)(images.Length / shape.Count);
        if (count < 1 || count > Options.MaxBatch || images.Length != count * shape.Count)
            throw new ArgumentException($"{images.Length:N0} floats are not 1 to {Options.MaxBatch} images of {shape} ({shape.Count:N0} floats each)", nameof(images));
        batch = count;
        Copy(images, input);
    }

    /// <summary>Supplies the activation of a node that was compiled as fed: batch × its shape.</summary>
    /// <exception cref="ArgumentException">The node is not fed or the number of floats does not fit.</exception>
    public void Feed(string node, ReadOnlySpan<float> activation)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (!parts.Fed.Contains(node)) throw new ArgumentException($"{node} is not fed in this plan; name it in PlanOptions.Feed", nameof(node));
        long each = Model.Graph[node].Shape.Count;
        int count = (int)(activation.Length / each);
        if (count < 1 || count > Options.MaxBatch || activation.Length != count * each)
            throw new ArgumentException($"{node}: {activation.Length:N0} floats are not 1 to {Options.MaxBatch} activations of {Model.Graph[node].Shape}", nameof(activation));
        batch = count;
        Copy(activation, parts.Values[node]);
    }

    /// <summary>Runs it on the loaded images.</summary>
    /// <param name="seed">Seed of dropout.</param>
    /// <param name="step">Number of the training step: with the seed it decides what dropout drops.</param>
    /// <param name="backward">False stops after the forward pass and the output.</param>
    /// <exception cref="InvalidOperationException">Nothing has been loaded.</exception>
    public void Run(ulong seed = 0, long step = 0, bool backward = true) => Run(seed, step, backward, null);

    private void Run(ulong seed, long step, bool backward, ProfileTimes? times)
    {
        if (batch == 0) throw new InvalidOperationException("load images before running the plan");
        // The calls hold bare addresses: asking for the block throws when the model's memory is gone.
        _ = Model.Parameters.Trainable;
        if (packedVersion != Model.Parameters.Version)
        {
            team.Run(parts.Prepare, parts.Prepare.Length, batch, seed, step, times?.Packing);
            packedVersion = Model.Parameters.Version;
        }
        if (InPieces)
        {
            RunPieces(seed, step, times);
            return;
        }
        team.Run(parts.Calls, backward ? parts.Calls.Length : parts.ForwardCalls, batch, seed, step, times?.Calls);
        if (!Options.Training || Model.Parameters.Statistics.Length == 0) return;
        // Running statistics have moved: plans that folded them have to do so again. This one has not folded them.
        Model.Parameters.MarkChanged();
        packedVersion = Model.Parameters.Version;
    }

    /// <summary>Copies a captured value out: batch × its shape. <c>conv2</c>, <c>conv2.grad</c>, the output by its node's name.</summary>
    /// <exception cref="KeyNotFoundException">It was not captured; the message says what was.</exception>
    public void Read(string name, Span<float> destination)
    {
        Maps maps = Find(name);
        int row = maps.W * maps.C, position = 0;
        for (int n = 0; n < batch; n++)
            for (int h = 0; h < maps.H; h++, position += row)
                maps.RowSpan(n, h).CopyTo(destination.Slice(position, row));
    }

    /// <summary>A captured value as a new tensor.</summary>
    public Tensor Read(string name)
    {
        Maps maps = Find(name);
        string node = name.EndsWith(".grad", StringComparison.Ordinal) ? name[..^".grad".Length] : name;
        var tensor = new Tensor(Model.Graph[node].Shape, batch);
        Read(name, tensor.Values);
        return tensor;
    }

    /// <summary>The output of the last run, batch × outputs, without copying.</summary>
    public ReadOnlySpan<float> Output(int n) => n >= 0 && n < batch && Find(Model.Graph.Output.Name) is { H: 1 } maps
        ? maps.RowSpan(n, 0)
        : throw new ArgumentOutOfRangeException(nameof(n), $"image {n} of {batch}");

    /// <summary>The gradient of one parameter, in the layout of its spec.</summary>
    public ReadOnlySpan<float> Gradient(string parameter)
    {
        Parameter p = Model.Parameters.Find(parameter);
        return ParameterGradients.Slice(p.Offset, p.Count).Span;
    }

    /// <summary>Releases its memory and ends its threads.</summary>
    public void Dispose()
    {
        disposed = true;
        team.Dispose();
        foreach (NativeBuffer buffer in parts.Owned) buffer.Dispose();
        wholeInput?.Dispose();
        wholeOutput?.Dispose();
    }

    /// <summary>The plan stage by stage: nodes with what became of them, memory, calls.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append($"plan of {Model.Name}, batch ≤ {Options.MaxBatch}{(InPieces ? $" in pieces of {parts.PieceImages}" : "")}, {(Options.Training ? "training" : "inference")}, {Options.Variant} kernels\n");
        text.Append($"\nnodes{"",-19}{"op",-34}{"output",-14}{"memory",-12}lives    halo\n");
        foreach (PlanLine l in parts.Listing)
            text.Append($"{l.Node,-24}{l.Op,-34}{l.Shape,-14}{(l.Note.Length > 0 ? l.Note : $"@{l.Offset}"),-12}{l.First,3}–{l.Last,-4} {(l.Halo.IsEmpty ? "" : $"{l.Halo.Top} {l.Halo.Bottom} {l.Halo.Left} {l.Halo.Right}")}{(l.Again.Length > 0 ? $"  {l.Again}" : "")}\n");
        text.Append($"\nmemory: {ArenaBytes / 1048576.0:F2} MB of activations and gradients, {TotalBytes / 1048576.0:F2} MB in all\n");
        Section(text, "when parameters change", parts.Prepare);
        Section(text, "forward", parts.Calls[..parts.ForwardCalls]);
        Section(text, "objective and backward", parts.Calls[parts.ForwardCalls..]);
        return text.ToString();
    }

    private static void Section(StringBuilder text, string title, Call[] calls)
    {
        if (calls.Length == 0) return;
        text.Append($"\n{title}\n");
        for (int i = 0; i < calls.Length; i++) text.Append($"{i + 1,4}  {calls[i].Name}\n");
    }

    private Maps Find(string name)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return parts.Readable.TryGetValue(name, out Maps maps)
            ? maps
            : throw new KeyNotFoundException($"'{name}' is not kept in this plan; name it in PlanOptions.Capture (kept: {Spelling.List(parts.Readable.Keys)})");
    }

    private static void Copy(ReadOnlySpan<float> source, Maps maps)
    {
        int row = maps.W * maps.C, images = source.Length / maps.PixelFloats, position = 0;
        for (int n = 0; n < images; n++)
            for (int h = 0; h < maps.H; h++, position += row)
                source.Slice(position, row).CopyTo(maps.RowSpan(n, h));
    }
}
