namespace Fovea;

/// <summary>
/// What happens to an image before the network sees it; travels inside the model file, so that training, testing and shipping agree.
/// A pixel value v in 0 … 255 becomes <c>(v / 255 − mean) / std</c> for each channel.
/// </summary>
/// <param name="Resize">How an image of another size is brought to the network's.</param>
/// <param name="Mean">Mean for each channel, on the scale 0 … 1; one value serves all channels.</param>
/// <param name="Std">Standard deviation for each channel, on the scale 0 … 1; one value serves all channels.</param>
public sealed record Preprocessing(ResizeRule Resize, IReadOnlyList<float> Mean, IReadOnlyList<float> Std)
{
    /// <summary>Scales to 0 … 1, stretches to the network's size and does nothing else.</summary>
    public static Preprocessing Default { get; } = new(ResizeRule.Exact, [0f], [1f]);

    /// <summary>Mean of a channel.</summary>
    public float MeanOf(int channel) => Mean[Mean.Count == 1 ? 0 : channel];

    /// <summary>Standard deviation of a channel.</summary>
    public float StdOf(int channel) => Std[Std.Count == 1 ? 0 : channel];

    /// <summary>Throws when the numbers do not fit images of that many channels.</summary>
    /// <exception cref="ArgumentException">A list is neither one value nor one for each channel, or a deviation is not positive.</exception>
    public void Check(int channels)
    {
        if (Mean.Count != 1 && Mean.Count != channels) throw new ArgumentException($"preprocessing has {Mean.Count} means for {channels} channels");
        if (Std.Count != 1 && Std.Count != channels) throw new ArgumentException($"preprocessing has {Std.Count} deviations for {channels} channels");
        if (Std.Any(s => !(s > 0) || !float.IsFinite(s))) throw new ArgumentException($"preprocessing needs positive deviations, got {string.Join(", ", Std)}");
        if (Mean.Any(m => !float.IsFinite(m))) throw new ArgumentException($"preprocessing needs finite means, got {string.Join(", ", Mean)}");
    }

    /// <inheritdoc/>
    public bool Equals(Preprocessing? other)
        => other is not null && Resize == other.Resize && Mean.SequenceEqual(other.Mean) && Std.SequenceEqual(other.Std);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Resize, Mean.Count, Mean[0], Std[0]);
}

/// <summary>How an image of another size is brought to the network's.</summary>
public enum ResizeRule
{
    /// <summary>It is an error.</summary>
    Exact,

    /// <summary>Width and height are scaled separately.</summary>
    Stretch,

    /// <summary>The short side is scaled to fit and the middle is kept.</summary>
    FitCrop,

    /// <summary>The long side is scaled to fit and the rest is black.</summary>
    FitPad,
}
