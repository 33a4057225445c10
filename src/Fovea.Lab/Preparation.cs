using Fovea.Data;

namespace Fovea.Lab;

/// <summary>Makes an untrained network ready for images, as <c>fovea train</c> does.</summary>
public static class Preparation
{
    /// <summary>The network with mean and deviation of the training images and their class names. The values are copied.</summary>
    /// <param name="model">Its preprocessing is replaced, but for the resize rule.</param>
    /// <param name="train">The training images.</param>
    /// <exception cref="ImageException">An image cannot be read.</exception>
    public static Model Of(Model model, ImageDataset train)
    {
        ChannelStatistics found = ChannelStatistics.Measure(train, model.Graph.Input.Shape.Channels);
        // A constant image set has no deviation to divide by.
        Preprocessing chosen = model.Preprocessing with { Mean = found.Mean, Std = [.. found.Std.Select(v => v > 0 ? v : 1f)] };
        bool fits = !model.Graph.Output.Shape.IsImage && model.Outputs == train.Classes.Length && model.Labels.Count == 0;
        return model.With(chosen, fits ? train.Classes : null);
    }
}
