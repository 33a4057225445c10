using System.Text.Json.Serialization;
using Fovea.Data;
using Fovea.Kernels;

namespace Fovea.Training;

/// <summary>How a model is trained. Every default is visible here; what is given decides the result to the last bit.</summary>
public sealed record TrainOptions
{
    /// <summary>Passes over the training images.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Images in a step.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Seed of order, augmentation and dropout. First weights have a seed of their own, in the model's declaration.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads; 0 takes one for each processor. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>How weights move.</summary>
    public Optimizer Optimizer { get; init; } = new Sgd();

    /// <summary>
    /// Parameters that stay as they are, bit for bit: names of nodes or parameters with * for any characters (<c>block1.*</c>), <c>..NODE</c> for everything up
    /// to a node, <c>!PATTERN</c> to take back. A batch norm of which all is frozen normalises with its running statistics and keeps them.
    /// </summary>
    public IReadOnlyList<string> Freeze { get; init; } = [];

    /// <summary>Parameters that learn at a rate of their own; factors of several patterns multiply.</summary>
    public IReadOnlyList<RateFactor> RateFactors { get; init; } = [];

    /// <summary>Each layer learns at this share of the rate of the layer behind it, the last at the full rate; 1 treats all alike.</summary>
    public double RateDecayByDepth { get; init; } = 1;

    /// <summary>Whether the features that a frozen first part makes of each image are computed once and kept. The result does not depend on it.</summary>
    public FeatureCaching FeatureCaching { get; init; } = FeatureCaching.Auto;

    /// <summary>Most bytes of memory for kept features.</summary>
    public long FeatureCacheBytes { get; init; } = 1L << 30;

    /// <summary>How the learning rate changes over the run.</summary>
    public Schedule Schedule { get; init; } = new Cosine();

    /// <summary>Random changes to training images.</summary>
    public Augmentation Augmentation { get; init; } = Augmentation.None;

    /// <summary>What is minimised.</summary>
    public Loss Loss { get; init; } = Loss.CrossEntropy;

    /// <summary>ε in [0, 1): share of the target that is spread over all classes. Cross entropy only.</summary>
    public float LabelSmoothing { get; init; }

    /// <summary>A weight for each class; empty weighs all alike. Cross entropy only.</summary>
    public IReadOnlyList<float> ClassWeights { get; init; } = [];

    /// <summary>Images held out of training, measured after each epoch; null without.</summary>
    [JsonIgnore]
    public ImageDataset? Validation { get; init; }

    /// <summary>What decides which epoch is the best; needs <see cref="Validation"/>, without it the newest is.</summary>
    public Metric BestBy { get; init; } = Metric.Accuracy;

    /// <summary>The model ends with the weights of the best epoch instead of the last step's.</summary>
    public bool KeepBest { get; init; } = true;

    /// <summary>Stop when validation no longer improves; null never does.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>
    /// Decay of a moving average of the weights, 0.9 … 0.9999; 0 keeps none. The average is what is validated and saved as best.
    /// In the first steps the decay is smaller, about 1 − 9/(step + 9), so that the initial weights are soon forgotten.
    /// </summary>
    public float WeightAverage { get; init; }

    /// <summary>Stop after that many steps, also in the middle of an epoch; 0 runs all epochs.</summary>
    public long MaxSteps { get; init; }

    /// <summary>Leave out an epoch's last batch when it is not full.</summary>
    public bool DropLast { get; init; }

    /// <summary>Leave out images that cannot be read (they are named and counted) instead of refusing the data set.</summary>
    public bool SkipBad { get; init; }

    /// <summary>Where checkpoints, metrics and weights go; null writes nothing.</summary>
    [JsonIgnore]
    public string? RunFolder { get; init; }

    /// <summary>A checkpoint every so many steps, besides the one after each epoch; 0 for none.</summary>
    public int CheckpointEverySteps { get; init; }

    /// <summary>A checkpoint when the last one is so many minutes old; 0 for none.</summary>
    public double CheckpointEveryMinutes { get; init; } = 5;

    /// <summary>A line in metrics.jsonl every so many steps; 0 for epochs only.</summary>
    public int LogEverySteps { get; init; } = 20;

    /// <summary>Which kernels to use; the result may differ in the last bits between variants.</summary>
    public KernelVariant Variant { get; init; } = KernelVariant.Auto;

    /// <summary>Compute convolutions as exactly the sums they are declared as, in training and in validation: slower, see <see cref="PlanOptions.Strict"/>.</summary>
    public bool Strict { get; init; }

    /// <summary>
    /// Measured choices of convolution algorithms, in training and in validation; null leaves them to the table. A run keeps those of its network
    /// in its folder and goes on with them. See <see cref="PlanOptions.Choices"/>.
    /// </summary>
    public AlgorithmChoices? Choices { get; init; }

    /// <summary>Less memory for up to one more forward pass a step, with the same result; see <see cref="PlanOptions.Recompute"/>.</summary>
    public bool Recompute { get; init; }

    /// <summary>Threads that prepare batches.</summary>
    public int LoaderThreads { get; init; } = 1;

    /// <summary>What the caller wants to find again in args.json and on resume: the path of the data, the command.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();

    internal Objective Objective => Loss == Loss.CrossEntropy ? Objective.CrossEntropy(LabelSmoothing, ClassWeights) : Objective.MeanSquaredError();
}

/// <summary>What training minimises.</summary>
public enum Loss
{
    /// <summary>Cross entropy of softmax(logits) against the label.</summary>
    CrossEntropy,

    /// <summary>Squared difference between output and one-hot label.</summary>
    MeanSquaredError,
}

/// <summary>A number by which epochs are compared.</summary>
public enum Metric
{
    /// <summary>Mean loss on the validation images: lower is better.</summary>
    Loss,

    /// <summary>Share of validation images that are answered right: higher is better; equal ones are compared by loss.</summary>
    Accuracy,
}

/// <summary>Stops a run that no longer improves on its validation images.</summary>
/// <param name="Patience">Epochs without improvement before it stops.</param>
/// <param name="MinDelta">What counts as an improvement: more than this.</param>
/// <param name="On">What is watched.</param>
public sealed record EarlyStopping(int Patience = 5, double MinDelta = 0, Metric On = Metric.Loss);
