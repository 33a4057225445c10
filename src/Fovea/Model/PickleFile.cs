namespace Fovea;

/// <summary>Files that torch.save or pickle wrote. They are never read: unpickling runs whatever the file says.</summary>
public static class PickleFile
{
    /// <summary>Endings that such files usually have.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".bin"];

    /// <summary>The line that turns one into a <c>.safetensors</c> file, where PyTorch is installed.</summary>
    /// <param name="path">The file.</param>
    public static string Conversion(string path)
    {
        string from = path.Replace("'", "\\'", StringComparison.Ordinal), to = Path.ChangeExtension(from, ".safetensors");
        return $"python -c \"import torch, safetensors.torch as s; s.save_file(torch.load('{from}', weights_only=True), '{to}')\"";
    }

    /// <summary>The error of somebody who gives one as a model or as weights.</summary>
    /// <param name="path">The file.</param>
    public static ModelFileException Refusal(string path) => new(path, "this is a pickle file, and reading one can run code",
        "Fovea reads models and weights from .safetensors files, which hold no code", Conversion(path));
}
