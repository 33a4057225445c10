using System.Diagnostics;
using Fovea.Kernels;

namespace Fovea;

public sealed partial class Plan
{
    private const int WarmUpRuns = 3;

    /// <summary>Runs it on the loaded images, or a piece of them, and measures each call; the model is left as it was.</summary>
    /// <param name="repetitions">Runs to take the medians over; three more warm up.</param>
    /// <param name="peak">What the machine can do; null measures it on this plan's threads.</param>
    /// <param name="cancel">Ends it between two runs.</param>
    /// <exception cref="InvalidOperationException">Nothing has been loaded.</exception>
    public PlanProfile Profile(int repetitions = 20, MachinePeak? peak = null, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(repetitions, 1);
        ObjectDisposedException.ThrowIf(disposed, this);
        if (batch == 0) throw new InvalidOperationException("load images before profiling the plan");
        peak ??= MachineProbe.Measure(team);
        ProfileTimes times = Times(repetitions, cancel);
        Call[] packing = times.Packing is null ? [] : parts.Prepare;
        Call[] all = [.. packing, .. parts.Calls];
        double[] medians = times.Medians(out double overhead);
        (double fastest, double slowest) = times.Range();
        Dictionary<Call, string> measured = parts.Chosen.Where(c => c.Measured is not null).SelectMany(c => c.Calls.Select(call => (call, c.Measured!.Reason))).ToDictionary();
        return new PlanProfile
        {
            Name = Model.Name,
            Batch = Piece,
            Training = Options.ParameterGradients,
            Variant = KernelTable.Resolve(Options.Variant),
            Strict = Options.Strict,
            Repetitions = repetitions,
            Peak = peak,
            OverheadMilliseconds = overhead,
            FastestMilliseconds = fastest,
            SlowestMilliseconds = slowest,
            Lines = [.. all.Select((call, i) => new ProfileLine(call.Name,
                i < packing.Length ? ProfilePhase.Packing : i < packing.Length + parts.ForwardCalls ? ProfilePhase.Forward : ProfilePhase.Backward,
                medians[i], call.Work.Macs(Piece), call.Work.Bytes(Piece), call.Work.Kernel, Why(call)))],
        };

        string? Why(Call call) => call.Work.Why is { } facts && measured.TryGetValue(call, out string? reason) ? $"{reason}; {facts}" : call.Work.Why;
    }

    /// <summary>What the plan chose for its convolutions, in the order of its calls.</summary>
    internal IReadOnlyList<ChosenAlgorithm> Chosen => parts.Chosen;

    /// <summary>Median milliseconds of each call on the loaded images, those included that bring changed weights into order in a training step.</summary>
    internal Dictionary<Call, double> MeasureCalls(int repetitions, CancellationToken cancel)
    {
        ProfileTimes times = Times(repetitions, cancel);
        double[] medians = times.Medians(out _);
        Call[] all = [.. times.Packing is null ? [] : parts.Prepare, .. parts.Calls];
        return all.Select((call, i) => (call, medians[i])).ToDictionary();
    }

    // The model is left as it was.
    private ProfileTimes Times(int repetitions, CancellationToken cancel)
    {
        ProfileTimes times = NewTimes(repetitions);
        float[] statistics = Model.Parameters.Statistics.Span.ToArray();
        try
        {
            for (int i = -WarmUpRuns; i < repetitions; i++)
            {
                cancel.ThrowIfCancellationRequested();
                Measure(times, i);
            }
        }
        finally
        {
            statistics.CopyTo(Model.Parameters.Statistics.Span);
            if (statistics.Length > 0) Model.Parameters.MarkChanged();
        }
        return times;
    }

    // A training step changes the parameters, so that packing them is a part of it.
    internal ProfileTimes NewTimes(int repetitions) => new(Options.ParameterGradients ? parts.Prepare.Length : 0, parts.Calls.Length, repetitions);

    /// <summary>One measured run; a negative number warms up. Allocates nothing.</summary>
    internal void Measure(ProfileTimes times, int repetition)
    {
        const long none = 0;
        if (times.Packing is not null) packedVersion = none;
        long start = Stopwatch.GetTimestamp();
        Run(0, repetition + WarmUpRuns, true, times);
        if (repetition >= 0) times.Keep(repetition, Stopwatch.GetTimestamp() - start);
    }
}
