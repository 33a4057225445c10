namespace Fovea.Report;

/// <summary>Files of single explanations: a picture for people and the map's numbers for programs.</summary>
public static class ExplanationWriter
{
    /// <summary>Writes <c>NAME.png</c> (image, map, map over image, with the range of its values) and <c>NAME.npy</c>.</summary>
    /// <param name="cam">What the picture shows.</param>
    /// <param name="values">The map's raw values, in the order of <see cref="CamPicture.Map"/>: they may be negative where the picture leaves that out.</param>
    /// <param name="folder">Made when missing.</param>
    /// <param name="name">File name without its ending.</param>
    /// <returns>The paths of picture and array.</returns>
    public static (string Picture, string Array) Write(CamPicture cam, float[] values, string folder, string name)
    {
        Directory.CreateDirectory(folder);
        string picture = Path.Combine(folder, name + ".png"), array = Path.Combine(folder, name + ".npy");
        byte[] png = SkiaRenderer.ToPng(CamSheet.Draw([cam]));
        AtomicFile.Write(picture, file => file.Write(png));
        ArrayFile.WriteNpy(array, values, [cam.MapHeight, cam.MapWidth]);
        return (picture, array);
    }
}
