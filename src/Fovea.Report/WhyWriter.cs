using Fovea.Analysis;
using Fovea.Explain;

namespace Fovea.Report;

/// <summary>Files of a provenance: a picture for people and where it looked for programs.</summary>
public static class WhyWriter
{
    /// <summary>Writes <c>NAME.png</c> (the image with the field, what moves the number, the products, the sum) and <c>NAME.npy</c> (the map of what moves it).</summary>
    /// <param name="why">The provenance.</param>
    /// <param name="image">The image, before preprocessing, of the network's size.</param>
    /// <param name="field">What the layers allow the node to see.</param>
    /// <param name="said">What the image is and what the network said.</param>
    /// <param name="folder">Made when missing.</param>
    /// <param name="name">File name without its ending.</param>
    /// <returns>The paths of picture and array.</returns>
    public static (string Picture, string Array) Write(Provenance why, PixelImage image, ReceptiveField field, string said, string folder, string name)
    {
        Directory.CreateDirectory(folder);
        string picture = Path.Combine(folder, name + ".png"), array = Path.Combine(folder, name + ".npy");
        byte[] png = SkiaRenderer.ToPng(WhySheet.Draw(why, image, ImageWindow.Of(field, why.Row, why.Column, why.Height, why.Width), said));
        AtomicFile.Write(picture, file => file.Write(png));
        ArrayFile.WriteNpy(array, [.. why.Looked], [why.Height, why.Width]);
        return (picture, array);
    }
}
