using System.CommandLine;
using System.Globalization;

namespace Fovea.Cli;

/// <summary><c>--weights FILE</c> and what belongs to it: a network with other people's weights.</summary>
internal sealed class WeightFlags
{
    private const string Title = "Weights of PyTorch and Keras";
    private readonly Option<string?> weights, size;
    private readonly Option<bool> byOrder, partial;
    private readonly PixelFlags pixels;

    /// <param name="verb">The verb that takes them.</param>
    /// <param name="pixels">Flags of the verb for preprocessing and labels.</param>
    public WeightFlags(Verb verb, PixelFlags pixels)
    {
        this.pixels = pixels;
        weights = verb.Under(Title, Flags.Text("--weights", "FILE", $"give these to the network: {WeightFile.Help}"));
        byOrder = verb.Under(Title, Flags.Switch("--by-order", "match by position instead of by name; look at the report"));
        partial = verb.Under(Title, Flags.Switch("--partial", "parameters that the file lacks keep their first values"));
        size = verb.Under(Title, Flags.Text("--size", "HxWxC", "input size in place of the one that the network declares"));
    }

    public bool IsGiven(Session s) => s.Value(weights) is not null;

    /// <summary>The network with the weights.</summary>
    public (Model Model, WeightReport Report) Read(Session s, string net)
    {
        if (NetArgument.IsModel(net)) throw new UsageException("--weights needs a network, not a model", "a model file has weights already", "fovea convert NET --weights FILE --to model.safetensors");
        using Model declared = NetArgument.Read(net, s.Seed, s.Value(size));
        WeightReport report = WeightFile.Load(declared, s.Value(weights)!, new WeightOptions { ByOrder = s.Value(byOrder), Partial = s.Value(partial) });
        Preprocessing before = report.Preprocessing ?? declared.Preprocessing;
        return (declared.With(pixels.Over(s, before) ?? before, pixels.Labels(s, declared.Outputs)), report);
    }

    /// <summary>What becomes of a pixel.</summary>
    public static string Text(Preprocessing p) => string.Create(CultureInfo.InvariantCulture,
        $"(v / 255 − mean) / std, mean {string.Join(" ", p.Mean.Select(m => m.ToString("G4", CultureInfo.InvariantCulture)))}, std {string.Join(" ", p.Std.Select(m => m.ToString("G4", CultureInfo.InvariantCulture)))}; other sizes: {p.Resize}");
}
