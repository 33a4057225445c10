using Fovea.Analysis;

namespace Fovea.Lab;

/// <summary>One examination: a question about a network and its images that has an answer.</summary>
internal abstract class DoctorCheck
{
    /// <summary>A word by which scripts know it.</summary>
    public abstract string Name { get; }

    /// <summary>What is asked.</summary>
    public abstract string Question { get; }

    /// <summary>True when the network has to be trainable on these images.</summary>
    public virtual bool Trains => false;

    /// <summary>Answers it.</summary>
    public abstract CheckResult Run(Patient p);

    protected CheckResult Sound(string found, params Evidence[] numbers) => new(Name, Question, Outcome.Sound, found, null, numbers);

    protected CheckResult Doubtful(string found, string advice, params Evidence[] numbers) => new(Name, Question, Outcome.Doubtful, found, advice, numbers);

    protected CheckResult Broken(string found, string advice, params Evidence[] numbers) => new(Name, Question, Outcome.Broken, found, advice, numbers);

    /// <summary>It could not be done.</summary>
    public CheckResult Skipped(string why) => new(Name, Question, Outcome.Skipped, why, null, []);

    /// <summary>What some rules of lint say about what was measured: the gravest finding decides, and without one the sentence that is given.</summary>
    protected CheckResult ByRules(LintSubject subject, string sound, Evidence[] numbers, params string[] rules)
    {
        Finding[] found = [.. Linter.Rules.Where(r => rules.Contains(r.Id)).SelectMany(r => r.Check(subject, LintSettings.Default)).OrderByDescending(f => f.Severity)];
        Finding[] grave = [.. found.Where(f => f.Severity > Severity.Info)];
        if (grave.Length == 0) return Sound(found.Length == 0 ? sound : $"{sound}; worth knowing: {Title(found[0])} [{found[0].Rule}]", [.. numbers, .. found.SelectMany(f => f.Evidence)]);
        Finding first = grave[0];
        string where = first.Node is { } node ? $"{node}: " : "", more = grave.Length > 1 ? $" (and {grave.Length - 1} more: {string.Join(", ", grave.Skip(1).Select(f => f.Node is { } n ? $"{f.Rule} at {n}" : f.Rule).Distinct().Take(4))})" : "";
        string help = Linter.Rules.First(r => r.Id == first.Rule).Help;
        return new CheckResult(Name, Question, first.Severity == Severity.Error ? Outcome.Broken : Outcome.Doubtful, $"{where}{first.Message}{more}",
            $"{(first.Fix is { } fix ? $"{help}. {char.ToUpperInvariant(fix[0])}{fix[1..]}" : help)} [{first.Rule}]", [.. numbers, .. first.Evidence]);
    }

    private static string Title(Finding f) => Linter.Rules.First(r => r.Id == f.Rule).Title;
}
