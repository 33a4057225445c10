using System.CommandLine;
using System.Globalization;

namespace Fovea.Cli;

/// <summary><c>--weights FILE</c> and what belongs to it: a network with other people's weights.</summary>
internal sealed class WeightFlags
{
    private const string Title = "Weights of PyTorch and Keras";
    private readonly Option<string?> weights, size, labels;
    private readonly Option<bool> byOrder, partial;
    private readonly Option<string> rule;
    private readonly Option<float[]?> mean, std;

    public WeightFlags(Verb verb)
    {
        weights = verb.Under(Title, Flags.Text("--weights", "FILE", $"give these to the network: {WeightFile.Help}"));
        byOrder = verb.Under(Title, Flags.Switch("--by-order", "match by position instead of by name; look at the report"));
        partial = verb.Under(Title, Flags.Switch("--partial", "parameters that the file lacks keep their first values"));
        size = verb.Under(Title, Flags.Text("--size", "HxWxC", "input size in place of the one that the network declares"));
        rule = verb.Under(Title, Flags.Choice("--resize", "exact", "what the model does with images of another size [crop where the weights are torchvision's or timm's]", [.. TrainVerb.ResizeWords.Keys]));
        mean = verb.Under(Title, Flags.Numbers("--mean", "mean of each channel that the weights were trained with [ImageNet's where they are torchvision's or timm's, else 0]"));
        std = verb.Under(Title, Flags.Numbers("--std", "deviation of each channel [ImageNet's, else 1]"));
        labels = verb.Under(Title, Flags.Text("--labels", "FILE", "names of the classes, one a line"));
    }

    public bool IsGiven(Session s) => s.Value(weights) is not null;

    /// <summary>The network with the weights.</summary>
    public (Model Model, WeightReport Report) Read(Session s, string net)
    {
        if (NetArgument.IsModel(net)) throw new UsageException("--weights needs a network, not a model", "a model file has weights already", "fovea convert NET --weights FILE --to model.safetensors");
        if (s.Numbers(mean) is null != s.Numbers(std) is null) throw new UsageException("--mean and --std go together", "values become (v − mean) / std");
        using Model declared = NetArgument.Read(net, s.Seed, s.Value(size));
        WeightReport report = WeightFile.Load(declared, s.Value(weights)!, new WeightOptions { ByOrder = s.Value(byOrder), Partial = s.Value(partial) });
        Preprocessing before = report.Preprocessing ?? declared.Preprocessing;
        string[]? names = s.Value(labels) is { } file ? Lines(file, declared.Outputs) : null;
        return (declared.With(before with
        {
            Resize = s.Given(rule) ? TrainVerb.ResizeWords[s.Value(rule)] : before.Resize,
            Mean = s.Numbers(mean) ?? before.Mean,
            Std = s.Numbers(std) ?? before.Std,
        }, names), report);
    }

    /// <summary>What becomes of a pixel.</summary>
    public static string Text(Preprocessing p) => string.Create(CultureInfo.InvariantCulture,
        $"(v / 255 − mean) / std, mean {string.Join(" ", p.Mean.Select(m => m.ToString("G4", CultureInfo.InvariantCulture)))}, std {string.Join(" ", p.Std.Select(m => m.ToString("G4", CultureInfo.InvariantCulture)))}; other sizes: {p.Resize}");

    private static string[] Lines(string path, int outputs)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: there is no such file\n  rule  --labels is a text file, one name a line", path);
        string[] names = [.. File.ReadLines(path).Take(outputs + 1).Select(l => l.Trim())];
        return names.Length == outputs ? names
            : throw new UsageException($"{path} has {(names.Length > outputs ? $"more than {outputs}" : names.Length)} lines, the network has {outputs} outputs", "one name for each output, in their order");
    }
}
