namespace Fovea;

/// <summary>How a library names the parameters of a family of networks.</summary>
/// <param name="Title">Whose names these are: <c>torchvision's resnet</c>.</param>
/// <param name="Map">The names for a network; null when it is none of the family.</param>
/// <param name="Ignored">Beginnings of names that say nothing to a network here.</param>
/// <param name="Preprocessing">What such networks for ImageNet are trained with.</param>
internal sealed record NameRule(string Title, Func<Graph, NameMap?> Map, IReadOnlyList<string>? Ignored = null, Preprocessing? Preprocessing = null)
{
    private const int ImageNetClasses = 1000;

    /// <summary>Mean and deviation of ImageNet, as torchvision's and timm's recipes normalise with.</summary>
    public static Preprocessing ImageNet { get; } = new(ResizeRule.FitCrop, [0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

    /// <summary>True for what batch norm counts in PyTorch: Fovea's momentum does not depend on it.</summary>
    public static bool IsCounter(string tensor) => tensor.EndsWith("num_batches_tracked", StringComparison.Ordinal);

    public bool IsIgnored(string tensor) => IsCounter(tensor) || (Ignored?.Any(i => tensor.StartsWith(i, StringComparison.Ordinal)) ?? false);

    public Preprocessing? PreprocessingFor(Graph graph)
        => graph.Input.Shape is { IsImage: true, Channels: 3 } && graph.Output.Shape.Count == ImageNetClasses ? Preprocessing : null;
}
