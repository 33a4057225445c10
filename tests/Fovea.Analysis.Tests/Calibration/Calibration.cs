namespace Fovea.Analysis.Tests;

/// <summary>What the rules say about the corpus.</summary>
/// <remarks>
/// Found: a rule that was planted gives a finding that the network without the fault does not have. A false alarm: a finding of severity
/// warning or above by a rule that was not planted and that says nothing of that severity about the network without the fault.
/// </remarks>
internal sealed class Calibration
{
    private readonly Dictionary<string, IReadOnlyList<Finding>> clean = Zoo.Nets.ToDictionary(n => n.Key, n => Linter.Run(LintSubject.Read(n.Value, n.Key, "planted.net.txt")).Findings);

    private readonly Dictionary<(string, Func<LintSubject, LintSubject>), IReadOnlyList<Finding>> sound = [];

    public Calibration()
    {
        foreach (string zoo in SoundFacts.Nets)
            foreach (Func<LintSubject, LintSubject> around in (Func<LintSubject, LintSubject>[])[SoundFacts.First, SoundFacts.Trained])
                sound[(zoo, around)] = Linter.Run(around(LintSubject.Read(Zoo.Nets[zoo], zoo, "planted.net.txt"))).Findings;
        foreach (PlantedFault fault in Corpus.All) Measure(fault);
    }

    /// <summary>What is said about the facts of sound nets that is not said about the declarations alone.</summary>
    public IEnumerable<string> SaidOfSound => sound.SelectMany(s => s.Value.Where(f => !clean[s.Key.Item1].Any(c => (c.Rule, c.Node) == (f.Rule, f.Node))).Select(f => $"{s.Key.Item1}: {f}"));

    /// <summary>The zoo's own findings, by network.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Finding>> Clean => clean;

    /// <summary>For each rule how many planted faults it found and missed, and its false alarms.</summary>
    public SortedDictionary<string, (int Found, int Missed, int False)> Rules { get; } = new(StringComparer.Ordinal);

    /// <summary>Each fault that was missed, and each false alarm.</summary>
    public List<string> Remarks { get; } = [];

    public int Found => Rules.Values.Sum(r => r.Found);

    public int Missed => Rules.Values.Sum(r => r.Missed);

    public int FalseAlarms => Rules.Values.Sum(r => r.False);

    public double Recall => (double)Found / (Found + Missed);

    public double Precision => (double)Found / (Found + FalseAlarms);

    private void Measure(PlantedFault fault)
    {
        IReadOnlyList<Finding> before = fault.Around is { } around ? sound[(fault.Zoo, around)] : clean[fault.Zoo], now = Linter.Run(fault.Subject()).Findings;
        foreach (string rule in fault.Planted)
        {
            var known = before.Where(f => f.Rule == rule).Select(f => (f.Node, f.Severity, f.Message)).ToHashSet();
            bool found = now.Any(f => f.Rule == rule && !known.Contains((f.Node, f.Severity, f.Message)));
            Rules[rule] = Rules.GetValueOrDefault(rule) is var r && found ? r with { Found = r.Found + 1 } : r with { Missed = r.Missed + 1 };
            if (!found) Remarks.Add($"missed: {rule} in {fault.Name}");
        }
        string[] alarms = [.. now.Where(f => f.Severity >= Severity.Warning).Select(f => f.Rule).Distinct()
            .Where(id => !fault.Planted.Contains(id) && !before.Any(f => f.Rule == id && f.Severity >= Severity.Warning))];
        foreach (string rule in alarms)
        {
            Rules[rule] = Rules.GetValueOrDefault(rule) is var r ? r with { False = r.False + 1 } : default;
            Remarks.Add($"false alarm: {rule} in {fault.Name}");
        }
    }
}
