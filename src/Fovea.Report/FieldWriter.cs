using Fovea.Analysis;

namespace Fovea.Report;

/// <summary>Files of an effective receptive field: a picture for people and its numbers for programs.</summary>
public static class FieldWriter
{
    /// <summary>Writes <c>field-NODE.png</c> (the map with its colour bar, and what the layers allow as a frame) and <c>field-NODE.npy</c>.</summary>
    /// <param name="field">What was measured.</param>
    /// <param name="name">What the network is called.</param>
    /// <param name="on">On what it was measured: <c>32 test images of sample</c>.</param>
    /// <param name="folder">Made when missing.</param>
    /// <returns>The paths of picture and array.</returns>
    public static (string Picture, string Array) Write(EffectiveField field, string name, string on, string folder)
    {
        Directory.CreateDirectory(folder);
        string picture = Path.Combine(folder, $"field-{field.Node}.png"), array = Path.Combine(folder, $"field-{field.Node}.npy");
        byte[] png = SkiaRenderer.ToPng(FieldSheet.Draw(field, name, on));
        AtomicFile.Write(picture, file => file.Write(png));
        ArrayFile.WriteNpy(array, [.. field.Map], [field.Height, field.Width]);
        return (picture, array);
    }
}
