namespace Fovea.Training;

/// <summary>Parameters that learn at a rate of their own.</summary>
/// <param name="Pattern">Which: a glob over names of nodes and parameters, as in <see cref="TrainOptions.Freeze"/>.</param>
/// <param name="Factor">What the learning rate is multiplied with, for example 0.1.</param>
public sealed record RateFactor(string Pattern, double Factor);

/// <summary>Whether the features that a frozen part makes of each image are kept.</summary>
public enum FeatureCaching
{
    /// <summary>They are where that is possible and they fit.</summary>
    Auto,

    /// <summary>They are, or the run does not begin.</summary>
    Always,

    /// <summary>They are computed anew in each epoch.</summary>
    Never,
}
