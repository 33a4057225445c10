namespace Fovea.Training;

/// <summary>
/// Everything of a run that is not in its tensors. With the data it decides every later bit; times are carried along and decide
/// nothing.
/// </summary>
internal sealed record CheckpointState
{
    public const int Format = 1;

    public int Version { get; init; } = Format;

    /// <summary>Version of the program that wrote it.</summary>
    public required string Engine { get; init; }

    public required TrainOptions Options { get; init; }

    public required DataFingerprint Data { get; init; }

    public DataFingerprint? Validation { get; init; }

    /// <summary>Steps done in all; the number of the next one, from 0.</summary>
    public required long Step { get; init; }

    /// <summary>The current epoch, from 0, and batches done in it.</summary>
    public required int Epoch { get; init; }

    public required int Batch { get; init; }

    /// <summary>Sums of the current epoch; doubles as their bits, so that no text form can round them.</summary>
    public required EpochSums Sums { get; init; }

    /// <summary>Finished epochs.</summary>
    public required IReadOnlyList<EpochResult> Epochs { get; init; }

    /// <summary>Best epoch so far, from 1; 0 before there is one.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Early stopping: the best value so far as its bits, and epochs since.</summary>
    public required long WatchedBits { get; init; }

    public required int EpochsSince { get; init; }

    /// <summary>Why the run is over; null while it is not.</summary>
    public StopReason? Ended { get; init; }

    public required double Seconds { get; init; }

    public required double TrainSeconds { get; init; }

    public required double WaitSeconds { get; init; }

    /// <summary>Length of metrics.jsonl that belongs to this state.</summary>
    public required long MetricsBytes { get; init; }
}

/// <summary>Running sums of an epoch.</summary>
internal readonly record struct EpochSums(long LossBits, long WeightBits, long Correct, long Seen, double LastRate, double Seconds, double TrainSeconds, double WaitSeconds)
{
    public double Loss => BitConverter.Int64BitsToDouble(LossBits);

    public double Weight => BitConverter.Int64BitsToDouble(WeightBits);

    public EpochSums Add(double loss, double weight, int correct, int seen, double rate) => this with
    {
        LossBits = BitConverter.DoubleToInt64Bits(Loss + loss),
        WeightBits = BitConverter.DoubleToInt64Bits(Weight + weight),
        Correct = Correct + correct,
        Seen = Seen + seen,
        LastRate = rate,
    };
}

/// <summary>What args.json holds.</summary>
internal sealed record RunArguments(string Engine, string Model, string Data, string? Validation, TrainOptions Options);
