using System.CommandLine;
using Fovea.Analysis;
using Spectre.Console;

namespace Fovea.Cli;

/// <summary><c>fovea lint NET</c>.</summary>
internal static class LintVerb
{
    private const string Options = "Options";

    public static Verb Make(VerbHost host)
    {
        var verb = new Verb("lint", "checks a network against rules from the literature, with the numbers of this network and what a change would give; needs no data",
            "fovea lint resnet18 --size 32x32x3",
            "fovea lint my.net.txt --fail-on warning --format sarif",
            "fovea lint --explain RFX002")
        {
            JsonAnswer = "name, findings: [rule, severity, node, source, message, evidence: {name: number}, fix], suppressed: [likewise, reason], unused: [rule, node, source, reason]; "
                + "with --rules or --explain: rules: [rule, title, severity, why, source, help, thresholds]",
        };
        Argument<string?> net = verb.With<string?>("NET", NetArgument.HelpWithModel, ArgumentArity.ZeroOrOne);
        Option<string?> size = verb.Under(Options, Flags.Text("--size", "HxWxC", "input size in place of the declared one"));
        Option<string> format = verb.Under(Options, Flags.Choice("--format", "text", "for people, for programs, or SARIF 2.1.0 for code hosts and editors", "text", "json", "sarif"));
        Option<string> failOn = verb.Under(Options, Flags.Choice("--fail-on", "error", "end with exit code 9 from which severity on", "info", "warning", "error", "never"));
        Option<bool> quiet = verb.Under(Options, Flags.Switch("--quiet", "show only what is serious or an error"));
        Option<string?> config = verb.Under(Options, Flags.Text("--config", "FILE", $"thresholds and suppressions [{LintConfig.FileName} beside the net file]"));
        Option<string?> explain = verb.Under(Options, Flags.Text("--explain", "RULE", "why a rule speaks, from where it comes, and its thresholds; takes no NET"));
        Option<bool> rules = verb.Under(Options, Flags.Switch("--rules", "list all rules; takes no NET"));
        var facts = new LintFacts(verb);
        host.Run(verb, s =>
        {
            if (s.Value(explain) is not null || s.Value(rules)) return About(s, s.Value(explain), s.Value(net));
            string what = s.Value(net) ?? throw new UsageException("'lint' needs NET, --explain RULE or --rules", null, "fovea lint --help");
            LintTarget target = LintTarget.Read(what, s.Value(size));
            LintConfig? found = (s.Value(config) ?? target.ConfigPath) is { } path ? LintConfig.Load(path) : null;
            LintSettings settings = found?.Settings ?? LintSettings.Default;
            settings = settings with { Suppressions = [.. settings.Suppressions, .. target.Comments] };
            LintReport report = Linter.Run(facts.Add(s, what, s.Value(size), target.Subject), settings);
            Show(s, report, s.Json ? "json" : s.Value(format), s.Value(quiet));
            Severity? limit = s.Given(failOn) || found?.FailOn is null ? Limit(s.Value(failOn)) : found.FailOn;
            return report.Worst >= limit ? ExitCode.Findings : ExitCode.Done;
        });
        return verb;
    }

    private static int About(Session s, string? id, string? net)
    {
        if (net is not null) throw new UsageException("--explain and --rules take no NET", "they are about the rules and not about a network");
        if (id is not null) s.Answer(RulePages.Explain(RulePages.Find(id)), RulePages.Json([RulePages.Find(id)]));
        else s.Answer(RulePages.Table(), RulePages.Json(Linter.Rules));
        return ExitCode.Done;
    }

    private static Severity? Limit(string word) => word switch
    {
        "info" => Severity.Info,
        "warning" => Severity.Warning,
        "error" => Severity.Error,
        _ => null,
    };

    private static void Show(Session s, LintReport report, string format, bool quiet)
    {
        LintReport shown = quiet ? report with { Findings = [.. report.Findings.Where(f => f.Severity >= Severity.Serious)], Unused = [] } : report;
        switch (format)
        {
            case "json":
                s.Terminal.Out.WriteLine(JsonLine.Of(LintJson.Write(shown)));
                break;
            case "sarif":
                s.Terminal.Out.WriteLine(LintSarif.Write(shown, Directory.GetCurrentDirectory()));
                break;
            default:
                Text(s, Printable.Of(shown.ToString()));
                int hidden = report.Findings.Count - shown.Findings.Count;
                if (hidden > 0) s.Say($"{hidden} more without --quiet");
                break;
        }
    }

    // The headings stand alone on their lines; a terminal colours them.
    private static void Text(Session s, string text)
    {
        if (!s.Live)
        {
            s.Say(text);
            return;
        }
        IAnsiConsole console = s.Terminal.AnsiConsoleHere();
        foreach (string line in text.TrimEnd('\n').Split('\n'))
        {
            Color? colour = line switch { "error" => Color.Red, "serious" => Color.Magenta1, "warning" => Color.Yellow, "info" => Color.Blue, _ => null };
            if (colour is { } c) console.Write(new Spectre.Console.Text(line + "\n", new Style(c, decoration: Decoration.Bold)));
            else s.Terminal.Out.WriteLine(line);
        }
    }
}
