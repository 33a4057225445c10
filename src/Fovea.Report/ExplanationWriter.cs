namespace Fovea.Report;

/// <summary>Files of explanations of one image: a picture for people and each map's numbers for programs.</summary>
public static class ExplanationWriter
{
    /// <summary>Writes <c>NAME.png</c>: the image and the maps side by side, each with its colour bar in its units.</summary>
    /// <param name="explained">What the picture shows.</param>
    /// <param name="folder">Made when missing.</param>
    /// <param name="name">File name without its ending.</param>
    /// <returns>The picture's path.</returns>
    public static string WritePicture(ExplainedImage explained, string folder, string name)
    {
        Directory.CreateDirectory(folder);
        string picture = Path.Combine(folder, name + ".png");
        byte[] png = SkiaRenderer.ToPng(ExplainSheet.Draw(explained));
        AtomicFile.Write(picture, file => file.Write(png));
        return picture;
    }

    /// <summary>Writes <c>NAME.npy</c>: a map's raw values, rows × columns.</summary>
    /// <param name="map">The map.</param>
    /// <param name="folder">Made when missing.</param>
    /// <param name="name">File name without its ending.</param>
    /// <returns>The array's path.</returns>
    public static string WriteArray(ExplainedMap map, string folder, string name)
    {
        Directory.CreateDirectory(folder);
        string array = Path.Combine(folder, name + ".npy");
        ArrayFile.WriteNpy(array, map.Values, [map.Height, map.Width]);
        return array;
    }
}
