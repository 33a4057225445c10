namespace Fovea.Explain;

/// <summary>The feature maps of every node for some images: where is this feature?</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Op">Its layer.</param>
/// <param name="Shape">Height × width × channels.</param>
/// <param name="Images">For each image its height × width × channels values.</param>
public sealed record ActivationMaps(string Node, string Op, Shape Shape, IReadOnlyList<float[]> Images)
{
    /// <summary>The activations of a model's nodes, in the order of the network.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">Preprocessed images of the input's shape.</param>
    /// <param name="nodes">Names; null takes every node with more than one pixel except the input.</param>
    public static IReadOnlyList<ActivationMaps> Of(Model model, Tensor images, IReadOnlyList<string>? nodes = null)
    {
        string[] names = nodes is null
            ? [.. model.Graph.Nodes.Where(n => n.Op is not Input && n.Shape.IsImage && n.Shape.Height * n.Shape.Width > 1).Select(n => n.Name)]
            : [.. nodes];
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = images.Batch, Capture = names });
        plan.Load(images.Values);
        plan.Run();
        return [.. names.Select(name =>
        {
            using Tensor tensor = plan.Read(name);
            Node node = model.Graph[name];
            return new ActivationMaps(name, node.Op.ToString(), node.Shape, [.. Enumerable.Range(0, images.Batch).Select(n => tensor.Image(n).ToArray())]);
        })];
    }
}

/// <summary><c>model.ActivationMaps(…)</c>.</summary>
public static class ActivationMapsExtensions
{
    /// <inheritdoc cref="Explain.ActivationMaps.Of"/>
    public static IReadOnlyList<ActivationMaps> ActivationMaps(this Model model, Tensor images, IReadOnlyList<string>? nodes = null)
        => Explain.ActivationMaps.Of(model, images, nodes);
}
