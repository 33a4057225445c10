using Fovea.Data;

namespace Fovea.Cli;

/// <summary>Reads <c>--masks DIR</c>: pictures that are white where the object is, with the file names of the images.</summary>
internal static class MaskFolder
{
    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"];

    /// <summary>The pixels of the object after the image's own resizing; null when there is no mask for it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="id">The image's name in its data set.</param>
    /// <param name="format">How images are brought to the network's size.</param>
    public static bool[]? Read(string folder, string id, InputFormat format)
    {
        if (!Directory.Exists(folder)) throw new FileNotFoundException($"{folder}: there is no such folder\n  rule  --masks is a folder of pictures with the file names of the images", folder);
        string? file = Candidates(folder, Path.ChangeExtension(id, null)).FirstOrDefault(File.Exists);
        if (file is null) return null;
        Image mask = format.Fit(Image.Load(file), file);
        int channels = mask.Channels;
        return [.. Enumerable.Range(0, mask.Height * mask.Width).Select(p => mask.Pixels[p * channels] > 127)];
    }

    // In the folder of its class, or beside the others.
    private static IEnumerable<string> Candidates(string folder, string stem)
    {
        string own = Path.GetFileName(stem), parent = Path.GetFileName(Path.GetDirectoryName(stem) ?? "");
        return from name in new[] { Path.Combine(parent, own), own } from ending in Endings select Path.Combine(folder, name + ending);
    }
}
