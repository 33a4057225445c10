namespace Fovea.Lab;

/// <summary>How well a score tells strange images from those of the set.</summary>
/// <param name="Score">max softmax, energy or kNN.</param>
/// <param name="Auroc">Probability that a strange image scores higher than one of the set; ties count half. 0.5 is guessing.</param>
/// <param name="FprAt95">Share of the set's images that score at least as high as the threshold that catches 95 % of the strange ones.</param>
public sealed record OodScore(string Score, double Auroc, double FprAt95);

/// <summary>Images that do not belong, and the scores on them.</summary>
/// <param name="Against">What they are.</param>
/// <param name="Count">How many.</param>
/// <param name="Scores">One for each kind of score.</param>
public sealed record OodTest(string Against, int Count, IReadOnlyList<OodScore> Scores);

/// <summary>An image of the set that looks strange to the network.</summary>
/// <param name="Index">Its number in the set.</param>
/// <param name="Id">Where to find it.</param>
/// <param name="Label">Its label.</param>
/// <param name="Answer">What the network said.</param>
/// <param name="Probability">How sure it was.</param>
/// <param name="Distance">Its distance in feature space to the k-th nearest reference image, 0 … 2; its energy when there are no features.</param>
public sealed record StrangeImage(int Index, string Id, string Label, string Answer, double Probability, double Distance);

/// <summary>Out-of-distribution scores: does the network notice images unlike those it knows?</summary>
/// <remarks>
/// Formula: each score is high for strange images: <c>1 − max p</c>; energy <c>−ln Σ_k e^{z_k}</c> (for a network that ends in softmax the logits are not known, and energy says nothing: it is left out);
/// kNN: the distance of the feature vector, scaled to length 1, to the k-th nearest of the reference images, k = 10 of at most 2,000.
/// Source: Hendrycks, Gimpel, ICLR 2017; Liu et al., "Energy-based out-of-distribution detection", NeurIPS 2020; Sun et al., "Out-of-distribution detection with deep nearest neighbors", ICML 2022.
/// </remarks>
/// <param name="Images">Images of the set that were scored.</param>
/// <param name="Reference">What the nearest neighbours are sought among, in words.</param>
/// <param name="Tests">Noise and shuffled pixels, and the second data set when there is one.</param>
/// <param name="Strangest">The images of the set itself that are farthest from the reference.</param>
public sealed record OutOfDistribution(int Images, string Reference, IReadOnlyList<OodTest> Tests, IReadOnlyList<StrangeImage> Strangest);
