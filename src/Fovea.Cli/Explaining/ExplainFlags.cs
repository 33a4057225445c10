using System.CommandLine;
using Fovea.Explain;

namespace Fovea.Cli;

/// <summary>What <c>fovea explain</c> can be asked: which methods, about which scalar, at which node.</summary>
internal sealed class ExplainFlags(Verb verb)
{
    private const string Main = "Options", Scalar = "What is explained", Tuning = "Numbers of the methods";

    private readonly Option<string> methods = verb.Under(Main, new Option<string>("--method") { HelpName = "NAME,NAME,…", Description = "one or several, side by side: gradcam, ig, lrp …; --methods lists them", DefaultValueFactory = _ => "gradcam" });
    private readonly Option<string?> node = verb.Under(Main, Flags.Text("--at", "NODE", "feature maps for class activation maps [the last ones] and for lrp [the image]"));
    private readonly Option<string?> label = verb.Under(Scalar, Flags.Text("--class", "NAME", "the class to explain [the network's answer]"));
    private readonly Option<string?> against = verb.Under(Scalar, Flags.Text("--against", "NAME", "another class: why the one and not the other"));
    private readonly Option<string> objective = verb.Under(Scalar, new Option<string>("--objective")
    {
        HelpName = "WHAT",
        Description = "logit or probability of the class; channel:NODE:K the mean of a channel, pixel:NODE:ROW:COLUMN, unit:NODE:ROW:COLUMN:K one value",
        DefaultValueFactory = _ => "logit",
    });
    private readonly Option<int> steps = verb.Under(Tuning, Flags.Int("--steps", 100, "points of integrated gradients", 1, 100_000));
    private readonly Option<int> samples = verb.Under(Tuning, Flags.Int("--samples", 50, "noisy copies of smoothgrad and vargrad", 1, 100_000));
    private readonly Option<string> reference = verb.Under(Tuning, Flags.Choice("--reference", "black", "the image that ig and deeplift compare with", "black", "mean", "white"));

    /// <summary>The methods, in the order they were typed.</summary>
    public IReadOnlyList<MethodEntry> Methods(Session s)
    {
        MethodEntry[] chosen = [.. s.Value(methods).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(MethodCatalog.Find).Distinct()];
        if (chosen.Length == 0) throw new UsageException("--method is empty", "it takes names with commas between them", "fovea explain --methods");
        if (s.Value(node) is not null && !chosen.Any(m => m.TakesNode))
            throw new UsageException($"--at goes with class activation maps and lrp, not with {string.Join(", ", chosen.Select(m => m.Word))}", "the other methods explain pixels");
        return chosen;
    }

    /// <summary>The methods' settings for a model.</summary>
    /// <param name="s">The invocation.</param>
    /// <param name="loaded">The model.</param>
    /// <param name="file">What was typed for it.</param>
    public MethodSettings Settings(Session s, Model loaded, string file)
    {
        if (s.Value(node) is { } wanted && !loaded.Graph.Contains(wanted))
            throw new UsageException($"--at: {loaded.Name} has no node '{wanted}'{Spelling.DidYouMean(wanted, loaded.Graph.Nodes.Select(n => n.Name))}", null, $"fovea summary {file}");
        return new MethodSettings
        {
            Node = s.Value(node),
            Seed = s.Seed,
            Samples = s.Value(samples),
            Steps = s.Value(steps),
            Reference = Enum.Parse<ReferenceImage>(s.Value(reference), ignoreCase: true),
        };
    }

    /// <summary>The scalar for an image whose answer is known, and its words.</summary>
    /// <param name="s">The invocation.</param>
    /// <param name="model">The model.</param>
    /// <param name="answer">The class that the network says.</param>
    public (Objective Objective, string Explains, string Words) Explained(Session s, Model model, int answer)
    {
        string text = s.Value(objective);
        bool ofClass = text is "logit" or "probability";
        if (!ofClass)
        {
            if (s.Value(label) is not null || s.Value(against) is not null) throw new UsageException($"--class and --against do not go with --objective {text}", "they choose the class of a logit or a probability");
            return (ObjectiveText.Parse(model, text), text, $"value of {text}");
        }
        int chosen = s.Value(label) is { } c ? model.IndexOf(c) : answer;
        string name = model.LabelOf(chosen);
        if (s.Value(against) is not { } other) return text == "logit" ? (Objective.Logit(chosen), name, $"logit of {name}") : (Objective.Probability(chosen), name, $"probability of {name}");
        if (text == "probability") throw new UsageException("--against goes with --objective logit", "the difference of two logits is the logarithm of the odds of the two classes");
        int rival = model.IndexOf(other);
        if (rival == chosen) throw new UsageException($"--against {other}: that is the class that is explained", "the difference of a class to itself is 0 everywhere", "name the class with --class");
        return (Objective.Difference(chosen, rival), name, $"logit of {name} less that of {model.LabelOf(rival)}");
    }
}
