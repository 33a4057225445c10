namespace Fovea.Data;

/// <summary>What a model wants to be fed: its input's shape and its preprocessing. Training, testing and predicting all prepare images here.</summary>
/// <param name="Shape">Height × width × channels; pictures are converted to 1 (grey) or 3 (red, green, blue) channels.</param>
/// <param name="Preprocessing">Resize rule, mean and standard deviation.</param>
public sealed record InputFormat(Shape Shape, Preprocessing Preprocessing)
{
    /// <summary>What a model wants.</summary>
    /// <exception cref="ArgumentException">Its input is no image of 1 or 3 channels.</exception>
    public static InputFormat Of(Model model)
    {
        var format = new InputFormat(model.Graph.Input.Shape, model.Preprocessing);
        format.Check();
        return format;
    }

    /// <summary>Throws when images cannot be brought to this format.</summary>
    /// <exception cref="ArgumentException">No image, a number of channels other than 1 and 3, or means and deviations that do not fit.</exception>
    public void Check()
    {
        if (!Shape.IsImage || Shape.Channels is not (1 or 3))
            throw new ArgumentException($"images have 1 or 3 channels, but the input is {Shape}");
        Preprocessing.Check(Shape.Channels);
    }

    /// <summary>Prepares one image.</summary>
    /// <param name="image">The picture, of any size that the resize rule allows.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <returns>A batch of one; the caller disposes of it.</returns>
    /// <exception cref="ImageException">Another size, and the rule is <see cref="ResizeRule.Exact"/>.</exception>
    public Tensor Prepare(Image image, string name = "the image")
    {
        var tensor = new Tensor(Shape);
        Prepare(image, tensor.Values, name);
        return tensor;
    }

    /// <summary>Prepares one image into given memory.</summary>
    /// <param name="image">The picture, of any size that the resize rule allows.</param>
    /// <param name="target">Shape.Count floats, H W C.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <exception cref="ImageException">Another size, and the rule is <see cref="ResizeRule.Exact"/>.</exception>
    public void Prepare(Image image, Span<float> target, string name = "the image")
    {
        Check();
        Image fitted = Fit(image, name);
        new Normaliser(this).Run(fitted.Pixels, target);
    }

    /// <summary>The picture with the model's channels and size, before normalisation: what a person is shown as the model's input.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <exception cref="ImageException">Another size, and the rule is <see cref="ResizeRule.Exact"/>.</exception>
    public Image Fit(Image image, string name = "the image")
    {
        Image converted = image.ToChannels(Shape.Channels);
        if (converted.Height == Shape.Height && converted.Width == Shape.Width) return converted;
        var pixels = new byte[Shape.Count];
        new Resizer().Resize(converted.Pixels, converted.Height, converted.Width, converted.Channels, pixels, Shape.Height, Shape.Width, Preprocessing.Resize, name);
        return new Image(Shape.Height, Shape.Width, Shape.Channels, pixels);
    }
}
