using Fovea.Data;

namespace Fovea.Lab;

/// <summary>What a model answers on labelled images, and the features it answers from: one forward pass, read by every analysis.</summary>
internal sealed class AnswerSet
{
    private readonly float[] outputs, probabilities, features;

    private AnswerSet(ImageDataset set, int classes, int width, bool probabilitiesOnly)
    {
        (Set, Classes, FeatureWidth, ProbabilitiesOnly) = (set, classes, width, probabilitiesOnly);
        Labels = set.Labels();
        Answers = new int[set.Count];
        outputs = new float[checked(set.Count * classes)];
        probabilities = new float[outputs.Length];
        features = new float[checked(set.Count * width)];
    }

    /// <summary>The images.</summary>
    public ImageDataset Set { get; }

    /// <summary>Outputs of the model.</summary>
    public int Classes { get; }

    /// <summary>Features of an image; 0 when the network has no layer to read them from.</summary>
    public int FeatureWidth { get; }

    /// <summary>The network ends in softmax: <see cref="Outputs"/> are logarithms of probabilities.</summary>
    public bool ProbabilitiesOnly { get; }

    /// <summary>The given class of each image.</summary>
    public int[] Labels { get; }

    /// <summary>The class of the largest output, the first of equal ones.</summary>
    public int[] Answers { get; }

    /// <summary>Images.</summary>
    public int Count => Labels.Length;

    /// <summary>Logits of an image.</summary>
    public ReadOnlySpan<float> Outputs(int i) => outputs.AsSpan(i * Classes, Classes);

    /// <summary>Softmax probabilities of an image.</summary>
    public ReadOnlySpan<float> Probabilities(int i) => probabilities.AsSpan(i * Classes, Classes);

    /// <summary>Features of an image.</summary>
    public ReadOnlySpan<float> Features(int i) => features.AsSpan(i * FeatureWidth, FeatureWidth);

    /// <summary>Runs the model over a set.</summary>
    /// <param name="model">A classifier.</param>
    /// <param name="set">Images with labels of the model's classes, or of any others when <paramref name="anyLabels"/>.</param>
    /// <param name="what">What progress calls it.</param>
    /// <param name="run">Threads, progress, cancellation.</param>
    /// <param name="anyLabels">The labels do not matter.</param>
    public static AnswerSet Of(Model model, ImageDataset set, string what, LabRun run, bool anyLabels = false)
    {
        if (!anyLabels && set.Classes.Length != model.Outputs)
            throw new ArgumentException($"{set.Name} has {set.Classes.Length} classes, {model.Name} has {model.Outputs} outputs\n  rule  one output for each class\n  help  test the model on images of the classes that it was trained on");
        Node? node = FeatureNode(model.Graph);
        int channels = node?.Shape.IsImage == true ? node.Shape.Channels : (int)(node?.Shape.Count ?? 0), batch = Math.Min(64, set.Count);
        var found = new AnswerSet(set, model.Outputs, channels, model.Graph.Output.Op is Softmax);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = batch, Threads = run.Threads, Capture = node is null ? [] : [node.Name] });
        using var loader = new BatchLoader(set, InputFormat.Of(model), new LoaderOptions { BatchSize = batch, EndEpoch = 1 });
        float[] values = new float[node is null ? 0 : checked((int)(batch * node.Shape.Count))];
        for (int done = 0; loader.TryNext(out Batch? images, run.Cancel);)
        {
            plan.Load(images.Pixels);
            plan.Run();
            if (node is not null) plan.Read(node.Name, values.AsSpan(0, (int)(images.Count * node.Shape.Count)));
            for (int n = 0; n < images.Count; n++)
            {
                found.Take(images.Indices[n], plan.Output(n));
                if (node is not null) found.TakeFeatures(images.Indices[n], values.AsSpan((int)(n * node.Shape.Count), (int)node.Shape.Count));
            }
            run.Say(what, (double)(done += images.Count) / set.Count);
        }
        return found;
    }

    /// <summary>Answers of several models, each on some images of a set; features are left out.</summary>
    public static AnswerSet Joined(ImageDataset set, IReadOnlyList<(int[] Indices, AnswerSet Part)> parts)
    {
        var whole = new AnswerSet(set, parts[0].Part.Classes, 0, parts[0].Part.ProbabilitiesOnly);
        foreach ((int[] indices, AnswerSet part) in parts)
            for (int k = 0; k < indices.Length; k++)
            {
                whole.Answers[indices[k]] = part.Answers[k];
                part.Outputs(k).CopyTo(whole.outputs.AsSpan(indices[k] * whole.Classes));
                part.Probabilities(k).CopyTo(whole.probabilities.AsSpan(indices[k] * whole.Classes));
            }
        return whole;
    }

    /// <summary>What the last dense layer reads, before flattening; null when there is none.</summary>
    public static Node? FeatureNode(Graph graph)
    {
        Node? node = graph.Nodes.LastOrDefault(n => n.Op is Dense)?.Inputs[0] ?? (graph.Output.Op is Softmax ? graph.Output.Inputs[0] : graph.Output);
        while (node.Op is Flatten or Dropout or GlobalAveragePool) node = node.Inputs[0];
        return node.Op is Input ? null : node;
    }

    private void Take(int i, ReadOnlySpan<float> output)
    {
        double largest = double.NegativeInfinity, sum = 0;
        for (int c = 0; c < output.Length; c++)
            if (output[c] > largest) (largest, Answers[i]) = (output[c], c);
        for (int c = 0; c < output.Length; c++) sum += ProbabilitiesOnly ? output[c] : Math.Exp(output[c] - largest);
        for (int c = 0; c < output.Length; c++)
        {
            outputs[i * Classes + c] = ProbabilitiesOnly ? MathF.Log(Math.Max(output[c], float.Epsilon)) : output[c];
            probabilities[i * Classes + c] = (float)((ProbabilitiesOnly ? output[c] : Math.Exp(output[c] - largest)) / sum);
        }
    }

    // Feature maps are averaged over their pixels.
    private void TakeFeatures(int i, ReadOnlySpan<float> values)
    {
        Span<float> to = features.AsSpan(i * FeatureWidth, FeatureWidth);
        int pixels = values.Length / FeatureWidth;
        for (int k = 0; k < values.Length; k++) to[k % FeatureWidth] += values[k] / pixels;
    }
}
