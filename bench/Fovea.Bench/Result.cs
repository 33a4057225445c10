namespace Fovea.Bench;

/// <summary>One line of the table: a case, a pass, a number of threads. The ratio is theirs ÷ ours: above 1, ours is faster.</summary>
internal sealed record Result(string Name, int Threads, double OursMs, double TheirsDefaultMs, double TheirsChannelsLastMs)
{
    /// <summary>The faster of libtorch's two layouts.</summary>
    public double TheirsMs => Math.Min(TheirsDefaultMs, TheirsChannelsLastMs);

    public double Ratio => TheirsMs / OursMs;
}

/// <summary>All of a run.</summary>
internal sealed record Report(Machine Machine, IReadOnlyList<Result> Cases)
{
    public double Geomean => Math.Exp(Cases.Average(c => Math.Log(c.Ratio)));

    public double Worst => Cases.Min(c => c.Ratio);
}
