using System.CommandLine;

namespace Fovea.Cli;

/// <summary>What files of other programs do not say: how images are prepared, what the classes are called.</summary>
internal sealed class PixelFlags
{
    private const string Title = "Images and classes of other programs' files";
    private const int MostBytes = 16 << 20;
    private readonly Option<float[]?> mean = Flags.Numbers("--mean", "mean of each channel on the scale 0 … 1 [0; ImageNet's where weights are torchvision's or timm's]");
    private readonly Option<float[]?> std = Flags.Numbers("--std", "deviation of each channel on the scale 0 … 1 [1; ImageNet's likewise]; 0.0039215686 leaves pixels at 0 … 255");
    private readonly Option<string> rule = Flags.Choice("--resize", "crop", "what the model does with images of another size", [.. TrainVerb.ResizeWords.Keys]);
    private readonly Option<string?> labels = Flags.Text("--labels", "FILE", "names of the classes, a line each");

    public PixelFlags(Verb verb)
    {
        foreach (Option option in All) verb.Under(Title, option);
    }

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [mean, std, rule, labels];

    /// <summary>The preprocessing with what was given in its place; null when nothing was.</summary>
    public Preprocessing? Over(Session s, Preprocessing before)
    {
        float[]? means = s.Numbers(mean), deviations = s.Numbers(std);
        if (means is null && deviations is null && !s.Given(rule)) return null;
        return before with { Resize = s.Given(rule) ? TrainVerb.ResizeWords[s.Value(rule)] : before.Resize, Mean = means ?? before.Mean, Std = deviations ?? before.Std };
    }

    /// <summary>The names of the classes; null when they were not given.</summary>
    public string[]? Labels(Session s)
    {
        if (s.Value(labels) is not { } path) return null;
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: there is no such file\n  rule  --labels takes a text file with the name of a class on each line", path);
        long bytes = new FileInfo(path).Length;
        if (bytes > MostBytes) throw new UsageException($"{path} has {bytes:N0} bytes", $"a file of labels has at most {MostBytes:N0}");
        return [.. File.ReadAllLines(path).Select(l => l.Trim()).Where(l => l.Length > 0)];
    }

    /// <summary>The same, one for each output.</summary>
    public string[]? Labels(Session s, int outputs)
    {
        string[]? names = Labels(s);
        if (names is null || names.Length == outputs) return names;
        throw new UsageException($"{s.Value(labels)} has {names.Length:N0} lines, the network has {outputs:N0} outputs", "one name for each output, in their order");
    }
}
