using System.Globalization;
using Fovea.Analysis;
using Fovea.Training;

namespace Fovea.Cli;

/// <summary>Refuses a run that cannot fit into memory, before the system ends the process in the middle of it.</summary>
internal static class MemoryCheck
{
    /// <param name="summary">Of the network, at the batch of the run.</param>
    /// <param name="available">Bytes that this process may use.</param>
    /// <param name="recompute">The run computes activations again.</param>
    /// <param name="transfer">What of it learns, where something is frozen.</param>
    /// <exception cref="LimitException">It needs more.</exception>
    public static void Run(Summary summary, long available, bool recompute, TransferPlan? transfer = null)
    {
        // Weights, gradients, two optimiser states and the best epoch's copy come on top of what grows with the batch.
        const int copies = 5;
        long weights = copies * sizeof(float) * summary.Parameters;
        long needed = transfer is { } t ? t.StepBytes + (t.IsCached ? t.CacheBytes : 0) : recompute ? summary.RecomputedBytes : summary.TrainingBytes;
        if (needed + weights <= available) return;
        long room = Math.Max(0, available - weights), fits = room * summary.Batch / needed, fitsAgain = room * summary.Batch / summary.RecomputedBytes;
        string again = $"--recompute takes {Bytes(summary.RecomputedBytes + weights)}{(summary.RecomputedBytes > room && fitsAgain >= 1 ? $", with --batch {fitsAgain} it would fit" : "")}";
        string[] help =
        [
            .. fits >= 1 ? (string[])[$"--batch {fits} would fit"] : [],
            // A tenth more of the images is not worth a third more of the time.
            .. !recompute && fitsAgain >= Math.Max(1, 1.1 * fits) ? (string[])[again] : [],
        ];
        IEnumerable<SummaryNode> largest = summary.Nodes.OrderByDescending(n => n.Output.Count).Take(3);
        throw new LimitException(
            $"training {summary.Name} at batch {summary.Batch:N0} needs {Bytes(needed + weights)} of memory, {Bytes(available)} are there\n"
            + $"  rule  activations and gradients of a batch are in memory together; the largest: {string.Join(", ", largest.Select(n => $"{n.Name} {n.Output}"))}\n"
            + $"  help  {(help.Length > 0 ? string.Join("; ", help) : "a smaller input (--size) or a smaller network; no batch fits")}");
    }

    private static string Bytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:F1} GB");
}

/// <summary>Something is refused because it would exceed a limit of the machine.</summary>
internal sealed class LimitException(string message) : Exception(message);
