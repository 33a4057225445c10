using Fovea.Kernels;

namespace Fovea;

/// <summary>What each call of a plan costs, measured, beside what the machine can do at most. Prints itself.</summary>
public sealed record PlanProfile
{
    /// <summary>What the network is called.</summary>
    public required string Name { get; init; }

    /// <summary>Images in a run.</summary>
    public required int Batch { get; init; }

    /// <summary>A step of training, without the optimiser's update, which is no part of a plan; else a forward pass.</summary>
    public required bool Training { get; init; }

    /// <summary>The kernels that ran.</summary>
    public required KernelVariant Variant { get; init; }

    /// <summary>Winograd's algorithm was forbidden.</summary>
    public bool Strict { get; init; }

    /// <summary>Runs that the medians are over.</summary>
    public required int Repetitions { get; init; }

    /// <summary>What the machine can do, on as many threads.</summary>
    public required MachinePeak Peak { get; init; }

    /// <summary>The calls in the order they run.</summary>
    public required IReadOnlyList<ProfileLine> Lines { get; init; }

    /// <summary>Median of what a run takes besides its calls: entering it and waking the threads.</summary>
    public required double OverheadMilliseconds { get; init; }

    /// <summary>The shortest run.</summary>
    public required double FastestMilliseconds { get; init; }

    /// <summary>The longest run: far from the shortest when other programs wanted the processors.</summary>
    public required double SlowestMilliseconds { get; init; }

    /// <summary>All calls and the overhead.</summary>
    public double Milliseconds => Lines.Sum(l => l.Milliseconds) + OverheadMilliseconds;

    /// <summary>Multiply-accumulates of all calls.</summary>
    public long Macs => Lines.Sum(l => l.Macs);

    /// <summary>Declared arithmetic of all calls over the time of a run.</summary>
    public double Gflops => Milliseconds > 0 ? 2 * Macs / Milliseconds / 1e6 : 0;

    /// <summary>The share of a run that a time is, 0 … 1.</summary>
    public double Share(double milliseconds) => Milliseconds > 0 ? milliseconds / Milliseconds : 0;

    /// <summary>
    /// <c>{"name","batch","training","variant","strict","threads","repetitions","milliseconds","fastestMilliseconds","slowestMilliseconds","overheadMilliseconds","macs","gflops","peak":{…},"calls":[…]}</c>.
    /// </summary>
    public string ToJson() => ProfileJson.Of(this);

    /// <summary>A line for each call with a head, rates unrounded.</summary>
    public string ToCsv() => ProfileCsv.Of(this);

    /// <summary>The tables, at most <paramref name="width"/> columns wide; a narrow one leaves out what follows from the rest.</summary>
    public string ToString(int width) => ProfileText.Of(this, width);

    /// <summary>The tables in at most 120 columns.</summary>
    public override string ToString() => ToString(120);
}
