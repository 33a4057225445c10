namespace Fovea.Lab;

/// <summary>What one layer of a network is and adds.</summary>
public sealed record HierarchyLayer
{
    /// <summary>The node that was measured: the last of the layer, behind norm and activation.</summary>
    public required string Node { get; init; }

    /// <summary>The node that computes.</summary>
    public required string Start { get; init; }

    /// <summary>What that is.</summary>
    public required string Op { get; init; }

    /// <summary>Height × width × channels.</summary>
    public required string Output { get; init; }

    /// <summary>Pixels that one number sees; <c>all</c> for the whole image.</summary>
    public required string Field { get; init; }

    /// <summary>Channels.</summary>
    public required int Channels { get; init; }

    /// <summary>Numbers that the probe was given.</summary>
    public required int Numbers { get; init; }

    /// <summary>What a linear probe gets right on unseen images.</summary>
    public required Score Probe { get; init; }

    /// <summary>The control: the same probe, learned from shuffled labels and tested on shuffled labels.</summary>
    public required Score Shuffled { get; init; }

    /// <summary>The same probe on the same layer with first weights.</summary>
    public required Score Untrained { get; init; }

    /// <summary>What it adds over the best layer that it is computed from; null for the image itself.</summary>
    public Gain? Adds { get; init; }

    /// <summary>What that comes to.</summary>
    public required Contribution Verdict { get; init; }

    /// <summary>Why, where it adds nothing; empty elsewhere.</summary>
    public string Evidence { get; init; } = "";

    /// <summary>Mean class selectivity of its channels, 0 … 1; null where nothing is above 0.</summary>
    public double? Selectivity { get; init; }

    /// <summary>The same with shuffled labels.</summary>
    public double? SelectivityShuffled { get; init; }

    /// <summary>Channels that say the same about every image.</summary>
    public required int Dead { get; init; }

    /// <summary>Channels that are stuck at the bounds of their activation.</summary>
    public required int Saturated { get; init; }

    /// <summary>Intrinsic dimension of what the probe was given; null with too few images.</summary>
    public double? Dimension { get; init; }

    /// <summary>Its standard error.</summary>
    public double? DimensionError { get; init; }

    /// <summary>Share of the channels' directions that hold 99 % of the variance; null where that cannot be told.</summary>
    public double? Saturation { get; init; }

    /// <summary>Directions that are used, by participation ratio; null likewise.</summary>
    public double? Participation { get; init; }

    /// <summary>Alignment (CKA) with the layer that <see cref="Adds"/> compares it to.</summary>
    public double? AlikeBefore { get; init; }

    /// <summary>Mean orientation selectivity of its channels; null without feature maps.</summary>
    public double? Orientation { get; init; }

    /// <summary>Channels that answer twice as much to stripes of one direction as across it.</summary>
    public int? Oriented { get; init; }

    /// <summary>Some channels, the most class-selective first.</summary>
    public IReadOnlyList<ShownChannel> Shown { get; init; } = [];
}

/// <summary>A share of right answers.</summary>
/// <param name="Accuracy">0 … 1.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end.</param>
public sealed record Score(double Accuracy, double Low, double High);

/// <summary>A difference in accuracy between two layers on the same images.</summary>
/// <param name="Over">The layer before.</param>
/// <param name="Points">Difference, −1 … 1.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end.</param>
public sealed record Gain(string Over, double Points, double Low, double High);

/// <summary>What a layer comes to.</summary>
public enum Contribution
{
    /// <summary>More can be read from it than from what it is computed from.</summary>
    Adds,

    /// <summary>These images do not tell.</summary>
    Unclear,

    /// <summary>No more can be read from it.</summary>
    Nothing,

    /// <summary>Less can be read from it.</summary>
    Loses,

    /// <summary>The image, or the output: nothing is expected of it.</summary>
    End,
}

/// <summary>A channel that is shown.</summary>
/// <param name="Channel">Its number.</param>
/// <param name="Selectivity">Class selectivity.</param>
/// <param name="Class">The class that it prefers.</param>
/// <param name="Degrees">Direction of the stripes that it prefers; null when it is not oriented or has no maps.</param>
/// <param name="Patches">The places that it answers to most, one an image.</param>
public sealed record ShownChannel(int Channel, double Selectivity, string Class, double? Degrees, IReadOnlyList<Patch> Patches);
