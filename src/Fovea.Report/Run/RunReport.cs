namespace Fovea.Report;

/// <summary>
/// Everything the pictures and the page of a training run are made from. Only <see cref="Title"/> is required: a section whose
/// data is missing is left out. Plain data, so a trainer, a test or another tool can fill it.
/// </summary>
public sealed record RunReport
{
    /// <summary>The network's name.</summary>
    public required string Title { get; init; }

    /// <summary>What was learned from what, one sentence: <c>10,000 training and 2,000 test images of Fashion-MNIST, 10 classes</c>.</summary>
    public string Data { get; init; } = "";

    /// <summary>The command that repeats the run; empty to leave it out.</summary>
    public string Command { get; init; } = "";

    /// <summary>When the run ended, as it should be printed; empty to leave it out (a page without a date is reproducible).</summary>
    public string Finished { get; init; } = "";

    /// <summary>The network in the text notation; empty to leave it out.</summary>
    public string NetText { get; init; } = "";

    /// <summary>Class names, in index order.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>The score on images that training never saw.</summary>
    public Score? Test { get; init; }

    /// <summary>Wall time of training.</summary>
    public double? TrainSeconds { get; init; }

    /// <summary>Things a reader must know: skipped files, an early stop, an interrupted run. Each a sentence.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The nodes in order.</summary>
    public IReadOnlyList<SummaryRow> Summary { get; init; } = [];

    /// <summary>The epochs in order.</summary>
    public IReadOnlyList<EpochRow> Epochs { get; init; } = [];

    /// <summary>The epoch whose weights were kept; the one of the lowest validation loss when null.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>What the training accuracy of an epoch is computed on: <c>augmented batches while the weights change</c>.</summary>
    public string TrainMeasuredOn { get; init; } = "the training batches, while the weights still change";

    /// <summary>What the validation curve is computed on: <c>1,000 images held out of training</c>.</summary>
    public string ValidationMeasuredOn { get; init; } = "the validation images, after each epoch";

    /// <summary>Counts of answers on the test images.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>The surest mistakes, surest first.</summary>
    public IReadOnlyList<Mistake> Mistakes { get; init; } = [];

    /// <summary>Filters to draw, usually those of the first convolution only.</summary>
    public IReadOnlyList<FilterBank> Filters { get; init; } = [];

    /// <summary>Activation maps, an image an entry.</summary>
    public IReadOnlyList<ImageMaps> Maps { get; init; } = [];

    /// <summary>Explained answers; right and wrong ones are shown apart.</summary>
    public IReadOnlyList<CamPicture> Cams { get; init; } = [];

    /// <summary>Options of the run.</summary>
    public IReadOnlyList<Fact> Settings { get; init; } = [];

    /// <summary>Machine and versions.</summary>
    public IReadOnlyList<Fact> Environment { get; init; } = [];

    /// <summary>Where the time went.</summary>
    public IReadOnlyList<Fact> Timings { get; init; } = [];

    /// <summary><see cref="BestEpoch"/>, or else the epoch of the lowest validation loss; null without either.</summary>
    public int? EpochKept => BestEpoch
        ?? Epochs.Where(e => e.ValidationLoss is { } v && double.IsFinite(v)).MinBy(e => e.ValidationLoss)?.Epoch;

    /// <summary>Trained numbers of the whole network.</summary>
    public long Parameters => Summary.Sum(r => r.Parameters);

    /// <summary>Multiply-accumulates for one image.</summary>
    public long Macs => Summary.Sum(r => r.Macs);
}
