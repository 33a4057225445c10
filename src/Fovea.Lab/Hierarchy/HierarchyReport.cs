using System.Text.Json;
using System.Text.Json.Serialization;
using Fovea.Data;
using Fovea.Explain;

namespace Fovea.Lab;

/// <summary>What each layer of a network adds, and which add nothing.</summary>
public sealed record HierarchyReport
{
    /// <summary>The network.</summary>
    public required string Name { get; init; }

    /// <summary>The images, in words.</summary>
    public required string Data { get; init; }

    /// <summary>Training images that probes learned from.</summary>
    public required int Images { get; init; }

    /// <summary>Unseen images that they were tested on.</summary>
    public required int Held { get; init; }

    /// <summary>Share of the largest class among the unseen images.</summary>
    public required double Guessing { get; init; }

    /// <summary>What the network itself gets right of them; null when it has no output for each class.</summary>
    public Score? Accuracy { get; init; }

    /// <summary>The layers in the order of the network, the image first.</summary>
    public required IReadOnlyList<HierarchyLayer> Layers { get; init; }

    /// <summary>Names of the layers that add nothing.</summary>
    public IReadOnlyList<string> AddNothing => [.. Layers.Where(l => l.Verdict == Contribution.Nothing).Select(l => l.Node)];

    /// <summary>Alignment (CKA) of each layer with each, rows and columns as <see cref="Layers"/>; null where a layer does not vary.</summary>
    public required IReadOnlyList<double?[]> Alike { get; init; }

    /// <summary>Images that it was measured over.</summary>
    public required int AlikeImages { get; init; }

    /// <summary>Alignment with another network; null without.</summary>
    public OtherNetwork? Against { get; init; }

    /// <summary>The filters that see the image; null when the first layer is no convolution.</summary>
    public FirstFilters? Filters { get; init; }

    /// <summary>Accuracy on images cut into pieces; null when <see cref="Accuracy"/> is.</summary>
    public PatchShuffle? Shuffle { get; init; }

    /// <summary>Images made for the channels that are shown.</summary>
    [JsonIgnore]
    public IReadOnlyList<FeatureImage> FeatureImages { get; init; } = [];

    /// <summary>The images of the patches as the network sees them, by <see cref="Patch.Index"/>.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<int, Image> Pictures { get; init; } = new Dictionary<int, Image>();

    /// <summary>How pixels of <see cref="FeatureImages"/> become pictures.</summary>
    [JsonIgnore]
    public Preprocessing Preprocessing { get; init; } = Preprocessing.Default;

    /// <summary>Wall time.</summary>
    public required double Seconds { get; init; }

    /// <summary>The layer of that name.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public HierarchyLayer this[string node] => Layers.First(l => l.Node == node);

    /// <summary>The report as one JSON object, without pictures.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, HierarchyJson.Default.HierarchyReport);

    /// <summary>The table, then what it comes to.</summary>
    public override string ToString() => HierarchyText.Of(this);
}

/// <summary>Another network, layer by layer.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Layers">Its layers.</param>
/// <param name="Alike">Alignment: a row for each layer of the first network.</param>
public sealed record OtherNetwork(string Name, IReadOnlyList<string> Layers, IReadOnlyList<double?[]> Alike)
{
    /// <summary>The layer most like one of the first network.</summary>
    public (string Layer, double Alike)? Nearest(int layer)
    {
        int best = -1;
        for (int j = 0; j < Layers.Count; j++)
            if (Alike[layer][j] is { } v && (best < 0 || v > Alike[layer][best]!.Value)) best = j;
        return best < 0 ? null : (Layers[best], Alike[layer][best]!.Value);
    }
}

/// <summary>The filters that see the image.</summary>
/// <param name="Node">The convolution.</param>
/// <param name="Window">Rows, columns and channels of a filter, and filters.</param>
/// <param name="Weights">[rows][columns][channels][filters].</param>
/// <param name="Spectra">What each is made of; filters of zeros are left out.</param>
/// <param name="Random">What filters of random numbers are made of.</param>
/// <param name="Gabors">The Gabor function nearest to each; empty for windows below 5×5.</param>
/// <param name="GaborFloor">Mean R² of the same fit to random filters; null without fits.</param>
/// <param name="Orientations">Selectivity of each filter, measured behind its activation.</param>
public sealed record FirstFilters(string Node, int[] Window, [property: JsonIgnore] float[] Weights, IReadOnlyList<FilterSpectrum> Spectra, FilterSpectrum Random,
    IReadOnlyList<GaborFit> Gabors, double? GaborFloor, IReadOnlyList<OrientationSelectivity> Orientations);

/// <summary>JSON without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(HierarchyReport))]
internal sealed partial class HierarchyJson : JsonSerializerContext;
