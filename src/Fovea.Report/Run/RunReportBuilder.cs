using Fovea.Analysis;
using Fovea.Data;
using Fovea.Explain;
using Fovea.Training;

namespace Fovea.Report;

/// <summary>What a report of a training run is made from.</summary>
public sealed record TrainedRun
{
    /// <summary>The network after training.</summary>
    public required Model Model { get; init; }

    /// <summary>The same network with its first weights; null when they were not kept.</summary>
    public Model? Untrained { get; init; }

    /// <summary>What training came to.</summary>
    public required TrainingRun Run { get; init; }

    /// <summary>How it was trained.</summary>
    public required TrainOptions Options { get; init; }

    /// <summary>The images of the final score, and of everything that is drawn.</summary>
    public required ImageDataset Scored { get; init; }

    /// <summary>The answers on them.</summary>
    public required Evaluation Evaluation { get; init; }

    /// <summary>What they are: <c>test images</c>.</summary>
    public string ScoredAre { get; init; } = "test images";

    /// <summary>What was learned from what, in a sentence.</summary>
    public string Data { get; init; } = "";

    /// <summary>The command that repeats the run.</summary>
    public string Command { get; init; } = "";

    /// <summary>When it ended, as it should be printed.</summary>
    public string Finished { get; init; } = "";

    /// <summary>The network in the text notation.</summary>
    public string NetText { get; init; } = "";
}

/// <summary>Makes a <see cref="RunReport"/> from a training run: answers, mistakes, filters, activation maps before and after, explanations.</summary>
public static class RunReportBuilder
{
    private const int MapImages = 6, MostMapNodes = 14, MostMistakes = 24, CamsEach = 8;

    /// <summary>Runs the network on some of the scored images and collects what the page shows.</summary>
    public static RunReport Build(TrainedRun run)
    {
        (Model model, Evaluation e) = (run.Model, run.Evaluation);
        Summary summary = model.Summarize(Math.Max(1, run.Options.BatchSize));
        string on = $"{e.Count:N0} {run.ScoredAre}";
        int[] mistakes = [.. e.SurestMistakes(MostMistakes)];
        return new RunReport
        {
            Title = model.Name,
            Data = run.Data,
            Command = run.Command,
            Finished = run.Finished,
            NetText = run.NetText,
            Classes = e.Classes,
            Test = new Score(e.Correct, e.Count, on, e.Loss),
            TrainSeconds = run.Run.Seconds,
            Notes = [.. run.Run.Notes, .. e.Notes.Except(run.Run.Notes)],
            Summary = [.. summary.Nodes.Select(n => new SummaryRow(n.Name, n.Op, n.Output.ToString(), n.Parameters, n.Macs, n.ReceptiveField.ToString()))],
            Epochs = [.. run.Run.Epochs.Select(x => new EpochRow(x.Epoch, x.TrainLoss, x.TrainAccuracy, x.ValidationLoss, x.ValidationAccuracy, x.LearningRate, x.Seconds))],
            BestEpoch = run.Options.KeepBest && run.Run.BestEpoch > 0 ? run.Run.BestEpoch : null,
            TrainMeasuredOn = run.Options.Augmentation.IsNone ? "the training batches, while the weights still change" : "the changed training images, while the weights still change",
            ValidationMeasuredOn = run.Options.Validation is { } v ? $"{v.Count:N0} images held out of training, after each epoch" : "the validation images, after each epoch",
            Confusion = new ConfusionMatrix(e.Classes, e.Confusion, on),
            Mistakes = [.. mistakes.Select(i => MistakeOf(run, i))],
            Filters = Filters(run),
            Maps = Maps(run, MapPositions(e)),
            Cams = Cams(run, mistakes),
            Settings = RunFacts.Settings(run.Options),
            Timings = RunFacts.Timings(run.Run, e),
            Environment = RunFacts.Environment(run.Options),
        };
    }

    /// <summary>The first images of different classes that were answered right, and the surest mistake.</summary>
    private static int[] MapPositions(Evaluation e)
    {
        var chosen = new List<int>();
        var classes = new HashSet<int>();
        for (int i = 0; i < e.Count && chosen.Count < MapImages - 1; i++)
            if (e.Labels[i] == e.Predictions[i] && classes.Add(e.Labels[i])) chosen.Add(i);
        chosen.AddRange(e.SurestMistakes(1));
        return [.. chosen];
    }

    private static Mistake MistakeOf(TrainedRun run, int position)
    {
        Evaluation e = run.Evaluation;
        ReadOnlySpan<float> p = e.Probabilities(position);
        int actual = e.Labels[position], answer = e.Predictions[position];
        return new Mistake(Picture(run, position), e.Classes[actual], e.Classes[answer], p[answer], p[actual], Name(run, position));
    }

    // The image as the network sees it, before normalisation: explanations are drawn over the same pixels that they explain.
    private static PixelImage Picture(TrainedRun run, int position)
    {
        int index = run.Evaluation.Indices[position];
        Image image = InputFormat.Of(run.Model).Fit(run.Scored.Read(index), run.Scored.Id(index));
        return new PixelImage(image.Height, image.Width, image.Channels, image.Pixels);
    }

    // Images of one file are named by the file and a number in brackets; in a caption the number says it all.
    private static string Name(TrainedRun run, int position)
    {
        string id = run.Scored.Id(run.Evaluation.Indices[position]);
        int bracket = id.LastIndexOf('[');
        return bracket > 0 && id[^1] == ']' ? $"{run.ScoredAre.Split(' ')[0]} #{id[(bracket + 1)..^1]}" : id;
    }

    private static Tensor Load(TrainedRun run, int[] positions)
    {
        InputFormat format = InputFormat.Of(run.Model);
        var tensor = new Tensor(format.Shape, positions.Length);
        for (int n = 0; n < positions.Length; n++)
        {
            int index = run.Evaluation.Indices[positions[n]];
            format.Prepare(run.Scored.Read(index), tensor.Image(n), run.Scored.Id(index));
        }
        return tensor;
    }

    private static FilterBank[] Filters(TrainedRun run)
    {
        if (run.Model.Graph.Nodes.FirstOrDefault(n => n.Op is Conv2d) is not { } node) return [];
        Parameter weight = run.Model.Parameters.Find(node.Name + ".weight");
        int[] axes = weight.Spec.Shape.ToArray();
        return [new FilterBank(node.Name, axes[0], axes[1], axes[2], axes[3], run.Model.Parameters[weight.Name].ToArray(), run.Untrained?.Parameters[weight.Name].ToArray())];
    }

    private static ImageMaps[] Maps(TrainedRun run, int[] positions)
    {
        if (positions.Length == 0) return [];
        string[] nodes = [.. MapNodes(run.Model.Graph)];
        using Tensor images = Load(run, positions);
        IReadOnlyList<ActivationMaps> after = run.Model.ActivationMaps(images, nodes);
        IReadOnlyList<ActivationMaps>? before = run.Untrained?.ActivationMaps(images, nodes);
        return [.. positions.Select((position, n) => new ImageMaps
        {
            Image = Picture(run, position),
            Name = Name(run, position),
            Actual = run.Evaluation.Classes[run.Evaluation.Labels[position]],
            Layers = [.. after.Select((a, i) => new LayerMaps(a.Node, a.Shape.Height, a.Shape.Width, a.Shape.Channels, a.Images[n], before?[i].Images[n]))],
            ProbabilitiesAfter = run.Evaluation.Probabilities(position).ToArray(),
            ProbabilitiesBefore = before is null ? null : Softmax(before[^1].Images[n], run.Model.Graph.Output.Op is Softmax),
        })];
    }

    // Every layer of a small network; of a deep one those after which something has happened, evenly spread. The output is the last.
    private static IEnumerable<string> MapNodes(Graph graph)
    {
        Node[] all = [.. graph.Nodes.Where(n => n != graph.Output && n.Op is not (Input or Dropout or Flatten or Pad or BatchNorm or LayerNorm or GroupNorm or LocalResponseNorm))];
        if (all.Length >= MostMapNodes) all = [.. all.Where(n => n.Op is Activation or PRelu or MaxPool or AveragePool or GlobalAveragePool or GlobalMaxPool)];
        if (all.Length >= MostMapNodes) all = [.. Enumerable.Range(0, MostMapNodes - 1).Select(i => all[(int)((long)i * (all.Length - 1) / (MostMapNodes - 2))])];
        return all.Select(n => n.Name).Append(graph.Output.Name);
    }

    private static float[] Softmax(float[] outputs, bool already)
    {
        if (already) return outputs;
        double largest = outputs.Max(), sum = outputs.Sum(v => Math.Exp(v - largest));
        return [.. outputs.Select(v => (float)(Math.Exp(v - largest) / sum))];
    }

    private static CamPicture[] Cams(TrainedRun run, int[] mistakes)
    {
        Evaluation e = run.Evaluation;
        if (!run.Model.Graph.Nodes.Any(n => n.Shape.IsImage && n.Shape.Height * n.Shape.Width > 1 && n.Op is Conv2d)) return [];
        var right = new List<int>();
        for (int round = 0; round < 2 && right.Count < CamsEach; round++)
            for (int c = 0; c < e.Classes.Count && right.Count < CamsEach; c++)
                if (Enumerable.Range(0, e.Count).Where(i => e.Labels[i] == c && e.Predictions[i] == c).Skip(round).FirstOrDefault(-1) is >= 0 and var i) right.Add(i);
        int[] positions = [.. right, .. mistakes.Take(CamsEach)];
        if (positions.Length == 0) return [];
        using Tensor images = Load(run, positions);
        int[] answers = [.. positions.Select(i => e.Predictions[i])];
        var method = new GradCam();
        string node = GradCam.DefaultNode(run.Model.Graph).Name;
        return [.. run.Model.Explain(images, method, Objective.Logit(), answers).Select((x, n) => new CamPicture
        {
            Image = Picture(run, positions[n]),
            Map = x.Positive(),
            MapHeight = x.Height,
            MapWidth = x.Width,
            Actual = e.Classes[e.Labels[positions[n]]],
            Predicted = e.Classes[answers[n]],
            Probability = e.Probabilities(positions[n])[answers[n]],
            Node = node,
            Method = method.Name,
            Name = Name(run, positions[n]),
        })];
    }
}
