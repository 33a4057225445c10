using System.CommandLine;
using Fovea.Onnx;

namespace Fovea.Cli;

/// <summary>What an ONNX file of other programs does not say: how images are prepared, what the classes are called, which output counts.</summary>
internal sealed class OnnxFlags
{
    private const string Group = "ONNX files";
    private const int MostBytes = 16 << 20;
    private readonly Option<float[]?> mean = Flags.Numbers("--mean", "mean of each channel on the scale 0 … 1; default 0");
    private readonly Option<float[]?> std = Flags.Numbers("--std", "deviation of each channel on the scale 0 … 1; default 1; 0.0039215686 leaves pixels at 0 … 255");
    private readonly Option<string?> labels = Flags.Text("--labels", "FILE", "names of the classes, a line each");
    private readonly Option<string?> output = Flags.Text("--output", "NAME", "the output to compute; default the file's first");
    private readonly Option<string?> size = Flags.Text("--input-size", "HxWxC", "size of the image, for a file that leaves it open");

    public OnnxFlags(Verb verb)
    {
        foreach (Option option in All) verb.Under(Group, option);
    }

    private Option[] All => [mean, std, labels, output, size];

    /// <summary>The options as they were given; null when none was.</summary>
    /// <exception cref="UsageException">One was given for a file that says it itself.</exception>
    public OnnxImportOptions? Read(Session s, string model)
    {
        if (All.FirstOrDefault(s.Given) is not { } given) return null;
        if (!NetArgument.IsOnnx(model)) throw new UsageException($"{given.Name} is for ONNX files", "a .safetensors file brings its preprocessing and labels", "leave it out");
        float[]? means = s.Numbers(mean), deviations = s.Numbers(std);
        return new OnnxImportOptions
        {
            Output = s.Value(output),
            Size = s.Value(size) is { } text ? NetArgument.Size(text) : null,
            Preprocessing = means is null && deviations is null ? null : new Preprocessing(ResizeRule.FitCrop, means ?? [0f], deviations ?? [1f]),
            Labels = s.Value(labels) is { } path ? Lines(path) : null,
        };
    }

    private static string[] Lines(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: there is no such file\n  rule  --labels takes a text file with the name of a class on each line", path);
        long bytes = new FileInfo(path).Length;
        if (bytes > MostBytes) throw new UsageException($"{path} has {bytes:N0} bytes", $"a file of labels has at most {MostBytes:N0}");
        return [.. File.ReadAllLines(path).Select(l => l.Trim()).Where(l => l.Length > 0)];
    }
}
