using System.Text.Json.Serialization;

namespace Fovea.Lab;

/// <summary>A rectangle of pixels of the network's input.</summary>
/// <param name="Top">First row.</param>
/// <param name="Left">First column.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public sealed record PixelWindow(int Top, int Left, int Height, int Width)
{
    /// <summary>In words, counted from 1: <c>rows 1–8, columns 25–32</c>.</summary>
    public override string ToString() => $"rows {Top + 1}–{Top + Height}, columns {Left + 1}–{Left + Width}";
}

/// <summary>Images of a class in which the network sees its evidence at similar places.</summary>
/// <param name="Class">The class, by label.</param>
/// <param name="Number">From 1, the largest cluster of the class first.</param>
/// <param name="Images">The images' numbers in the set.</param>
/// <param name="Share">Of the class's images that were looked at.</param>
/// <param name="Window">Where the cluster's evidence stands out most against the other classes' evidence.</param>
/// <param name="Inside">Share of the cluster's evidence in that window.</param>
/// <param name="InsideElsewhere">The same share for the other classes, on average.</param>
/// <param name="Test">What the patch in that window does to other images; null when it was not tried.</param>
public sealed record ExplanationCluster(string Class, int Number, IReadOnlyList<int> Images, double Share, PixelWindow Window, double Inside, double InsideElsewhere, ShortcutTest? Test)
{
    /// <summary>Mean relevance map, rows × columns of <see cref="ExplanationClusters.Grid"/>, sum 1.</summary>
    [JsonIgnore]
    public IReadOnlyList<float> Map { get; init; } = [];
}

/// <summary>How the explanations of a class fall apart.</summary>
/// <param name="Class">The class.</param>
/// <param name="Images">Images that were looked at.</param>
/// <param name="Eigenvalues">The smallest of the normalised Laplacian, from 0 on.</param>
/// <param name="Separate">The widest gap of the eigenvalues lies behind the second or a later one: the clusters are no mere cut through one heap.</param>
/// <param name="Clusters">How many.</param>
public sealed record ClassSpectrum(string Class, int Images, IReadOnlyList<double> Eigenvalues, bool Separate, int Clusters);

/// <summary>Clusters of explanations of each class (spectral relevance analysis), and whether what they look at is a shortcut.</summary>
/// <remarks>
/// Formula: relevance <c>Σ_c x·∂s/∂x</c> of the label's logit, summed over cells and cut at 0, scaled to sum 1, its square root taken; symmetric k-nearest-neighbour graph,
/// normalised Laplacian, as many clusters as the widest gap among its 2nd to 9th eigenvalue says, k-means on the eigenvectors' rows.
/// Source: Lapuschkin et al., "Unmasking Clever Hans predictors", Nature Communications 2019; the relevance here is gradient × input.
/// </remarks>
/// <param name="Looked">Images that were explained.</param>
/// <param name="Grid">Rows and columns of a map.</param>
/// <param name="Spectra">One for each class with enough images.</param>
/// <param name="Clusters">Most striking first: by how much evidence stands out in one window.</param>
public sealed record ExplanationClusters(int Looked, int Grid, IReadOnlyList<ClassSpectrum> Spectra, IReadOnlyList<ExplanationCluster> Clusters)
{
    /// <summary>Clusters whose patch alone makes other images be taken for the class.</summary>
    [JsonIgnore]
    public IEnumerable<ExplanationCluster> Shortcuts => Clusters.Where(c => c.Test is { Confirmed: true });
}

/// <summary>The patch in a cluster's window is pasted into images of other classes: how many are then taken for the cluster's class?</summary>
/// <remarks>
/// The control pastes a patch of the same size, from another place of the same donor image, at the same place of the same image: what differs is the content alone.
/// Confirmed when the 95 % intervals are more than 10 points apart.
/// </remarks>
/// <param name="Tried">Images of other classes, none of which is taken for the class as it is.</param>
/// <param name="Flipped">Share that is taken for the class with the suspected patch.</param>
/// <param name="Control">The same with the random patch.</param>
/// <param name="Confirmed">The patch decides.</param>
public sealed record ShortcutTest(int Tried, Share Flipped, Share Control, bool Confirmed);
