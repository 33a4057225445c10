using System.CommandLine;
using System.Globalization;
using Fovea.Training;

namespace Fovea.Cli;

/// <summary>Where a run begins from, and what of it stays as it is.</summary>
internal sealed class TransferFlags
{
    private const string Title = "Going on from trained weights";
    private readonly Option<string?> from;
    private readonly Option<int> newHead, cacheMegabytes;
    private readonly Option<string[]?> freeze, rates;
    private readonly Option<double> depth;
    private readonly Option<string> cache;
    private readonly Option<bool> byOrder, partial;

    public TransferFlags(Verb verb)
    {
        from = verb.Under(Title, Flags.Text("--from", "FILE", $"begin from a model file (then NET is left out), or from weights for NET: {WeightFile.Help}"));
        freeze = verb.Under(Title, Flags.Texts("--freeze", "PATTERN", "these stay as they are, bit for bit: names of nodes or parameters with *, ..NODE for everything up to a node, !PATTERN to take back; may be repeated"));
        newHead = verb.Under(Title, Flags.Int("--new-head", 0, "replace the last dense layer or 1x1 convolution by one with that many outputs; 0 does so where the classes of DATA are others", 0));
        rates = verb.Under(Title, Flags.Texts("--lr-of", "PATTERN=X", "these learn at X times the learning rate; may be repeated"));
        depth = verb.Under(Title, Flags.Number("--lr-decay-by-depth", 1, "each layer learns at this share of the rate of the layer behind it", 1e-6, 1));
        cache = verb.Under(Title, Flags.Choice("--cache-features", "auto", "keep what a frozen first part makes of each image, instead of computing it in each epoch", "auto", "always", "never"));
        cacheMegabytes = verb.Under(Title, Flags.Int("--feature-cache-mb", (int)(new TrainOptions().FeatureCacheBytes >> 20), "most memory for kept features", 0));
        byOrder = verb.Under(Title, Flags.Switch("--by-order", "match weights by position instead of by name; look at the report"));
        partial = verb.Under(Title, Flags.Switch("--partial", "parameters that the file of weights lacks keep their first values"));
    }

    /// <summary>Fails for what a resumed run cannot take, and for flags of a file that was not given.</summary>
    public void Check(Session s, string? resume)
    {
        if (resume is not null && new Option[] { from, freeze, newHead, rates, depth, cache, cacheMegabytes, byOrder, partial }.FirstOrDefault(s.Given) is { } given)
            throw new UsageException($"--resume takes no {given.Name}", "a run goes on with what it began with, so that it ends with the same bits", $"fovea train --resume {resume}");
        if (resume is null && !s.Given(from) && new Option[] { byOrder, partial }.FirstOrDefault(s.Given) is { } alone)
            throw new UsageException($"{alone.Name} needs --from", "it says how weights of a file are matched", "fovea train NET DATA --from FILE");
    }

    /// <summary>What was given, or null when the run begins from nothing.</summary>
    public string? From(Session s) => s.Value(from);

    public int NewHead(Session s) => s.Value(newHead);

    public WeightOptions Weights(Session s) => new() { ByOrder = s.Value(byOrder), Partial = s.Value(partial) };

    public TrainOptions Read(Session s, TrainOptions options) => options with
    {
        Freeze = s.Value(freeze) ?? [],
        RateFactors = [.. (s.Value(rates) ?? []).Select(Rate)],
        RateDecayByDepth = s.Value(depth),
        FeatureCaching = s.Value(cache) switch { "always" => FeatureCaching.Always, "never" => FeatureCaching.Never, _ => FeatureCaching.Auto },
        FeatureCacheBytes = (long)s.Value(cacheMegabytes) << 20,
    };

    private static RateFactor Rate(string text)
    {
        int at = text.LastIndexOf('=');
        return at > 0 && double.TryParse(text[(at + 1)..].TrimEnd('x', '×'), NumberStyles.Float, CultureInfo.InvariantCulture, out double factor) && factor > 0 && double.IsFinite(factor)
            ? new RateFactor(text[..at], factor)
            : throw new UsageException($"--lr-of '{text}'", "--lr-of takes a pattern, '=' and a number above 0: 'block1.*=0.1'", "what shall not learn at all is frozen: --freeze");
    }
}
