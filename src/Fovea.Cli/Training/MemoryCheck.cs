using System.Globalization;
using Fovea.Analysis;

namespace Fovea.Cli;

/// <summary>Refuses a run that cannot fit into memory, before the system ends the process in the middle of it.</summary>
internal static class MemoryCheck
{
    /// <param name="summary">Of the network, at the batch of the run.</param>
    /// <param name="available">Bytes that this process may use.</param>
    /// <exception cref="LimitException">It needs more.</exception>
    public static void Run(Summary summary, long available)
    {
        // Weights, gradients, two optimiser states and the best epoch's copy come on top of what grows with the batch.
        const int copies = 5;
        long weights = copies * sizeof(float) * summary.Parameters;
        if (summary.TrainingBytes + weights <= available) return;
        long fits = Math.Max(0, available - weights) * summary.Batch / summary.TrainingBytes;
        IEnumerable<SummaryNode> largest = summary.Nodes.OrderByDescending(n => n.Output.Count).Take(3);
        throw new LimitException(
            $"training {summary.Name} at batch {summary.Batch:N0} needs {Bytes(summary.TrainingBytes + weights)} of memory, {Bytes(available)} are there\n"
            + $"  rule  activations and gradients of a batch are in memory together; the largest: {string.Join(", ", largest.Select(n => $"{n.Name} {n.Output}"))}\n"
            + (fits >= 1 ? $"  help  --batch {fits} would fit" : "  help  a smaller input (--size) or a smaller network; no batch fits"));
    }

    private static string Bytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:F1} GB");
}

/// <summary>Something is refused because it would exceed a limit of the machine.</summary>
internal sealed class LimitException(string message) : Exception(message);
