namespace Fovea.Bench;

/// <summary>One subcommand: its cases and how they are measured.</summary>
internal abstract class Benchmark(string name, string unit, params IReadOnlyList<string> columns)
{
    /// <summary>The word on the command line.</summary>
    public string Name { get; } = name;

    /// <summary>What the table's numbers are.</summary>
    public string Unit { get; } = unit;

    /// <summary>Heads of the table's columns of numbers, ours first.</summary>
    public IReadOnlyList<string> Columns { get; } = columns;

    /// <summary>Checks that the engines compute the same, then measures, case by case.</summary>
    public abstract IEnumerable<Result> Run(Arguments arguments);
}
