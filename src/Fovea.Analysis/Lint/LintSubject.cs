namespace Fovea.Analysis;

/// <summary>
/// What is linted: a declaration, and what is known beyond it. A rule that needs a fact which is not there says nothing. No weights are
/// needed for the declaration alone, so a network of any size can be linted before it is built.
/// </summary>
/// <param name="Graph">The network, as far as it could be built.</param>
/// <param name="Name">What it is called.</param>
public sealed record LintSubject(Graph Graph, string Name)
{
    private IReadOnlyDictionary<Node, ReceptiveField>? fields;
    private Graph? fieldsOf;

    /// <summary>Images in one training step, for rules about batch norm and memory.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>Images to train on, those of <see cref="Data"/> unless set; null when nobody said.</summary>
    public long? TrainingImages { get => field ?? Data?.Training.Count; init; }

    /// <summary>True when the rest that fills no batch is left out of an epoch.</summary>
    public bool DropsLast { get; init; }

    /// <summary>Number of classes, those of <see cref="Data"/> unless set; null when nobody said.</summary>
    public int? Classes { get => field ?? Data?.Classes.Count; init; }

    /// <summary>True when images are changed at random while training; null when nobody said.</summary>
    public bool? Augmented { get; init; }

    /// <summary>Weight decay of the training; null when nobody said.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>For each measured node the share, in (0, 1], of its channels' directions that hold 99 % of the variance of what it gives, before the activation; null when not measured.</summary>
    public IReadOnlyDictionary<string, double>? Saturation { get; init; }

    /// <summary>Why the network could not be built to its end; null when it could.</summary>
    public DeclarationException? Broken { get; init; }

    /// <summary>The network whose trained weights are to be used, when its input had another size; null when there are none.</summary>
    public Graph? Trained { get; init; }

    /// <summary>Side of a typical object in pixels of the input; null when the object fills the image.</summary>
    public double? ObjectSize { get; init; }

    /// <summary>The feature maps that the head reads, whose field the rules about fields judge; null when there are none.</summary>
    public Node? LastMaps => Broken is null && Structure.HeadInput(Graph) is { } end && end != Graph.Output ? end : null;

    /// <summary>Side of the measured effective receptive field in pixels, by name of the node; empty when nothing was measured.</summary>
    public IReadOnlyDictionary<string, double> EffectiveFields { get; init; } = new Dictionary<string, double>();

    /// <summary>Share of images whose answer stays when they are shifted by a few pixels, 0 to 1; null when nothing was measured.</summary>
    public double? ShiftConsistency { get; init; }

    /// <summary>What was measured on the images; null without data.</summary>
    public DataFacts? Data { get; init; }

    /// <summary>What the nodes give on images; null without data.</summary>
    public ActivationFacts? Activations { get; init; }

    /// <summary>What the weights look like; null when only the declaration is known.</summary>
    public WeightFacts? Weights { get; init; }

    /// <summary>What steps of training do to the weights; null without data.</summary>
    public StepFacts? Steps { get; init; }

    /// <summary>What a training run recorded; null without a run.</summary>
    public RunFacts? Run { get; init; }

    /// <summary>What the trained network answers; null for an untrained one.</summary>
    public AnswerFacts? Answers { get; init; }

    /// <summary>How the network begins; null for a trained one.</summary>
    public StartFacts? Start { get; init; }

    /// <summary>The receptive field of every node.</summary>
    public IReadOnlyDictionary<Node, ReceptiveField> Fields
    {
        get
        {
            // A copy made by 'with' may hold another graph.
            if (fields is null || fieldsOf != Graph) (fields, fieldsOf) = (ReceptiveField.Of(Graph), Graph);
            return fields;
        }
    }

    /// <summary>A network in the text notation, read as far as it makes sense.</summary>
    /// <param name="text">The declaration.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="file">Shown as the place of findings.</param>
    /// <param name="line">Line of the text's first line in that file.</param>
    /// <exception cref="DeclarationException">Not even an input size is there.</exception>
    public static LintSubject Read(string text, string name, string file = "", int line = 1)
    {
        PartialNet net = NetText.Partial(text, file, line);
        return new LintSubject(net.Graph ?? throw net.Problem!, name) { Broken = net.Problem };
    }
}
