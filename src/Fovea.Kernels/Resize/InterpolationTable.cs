namespace Fovea.Kernels;

/// <summary>Along one axis, the inputs that each output is a weighted sum of: the rows of a sparse matrix.</summary>
/// <remarks>Its transpose is the gradient, so one kernel serves both.</remarks>
public sealed class InterpolationTable
{
    private readonly int[] starts, inputs;
    private readonly float[] weights;

    private InterpolationTable(int size, IReadOnlyList<(int Input, float Weight)>[] rows)
    {
        Inputs = size;
        Outputs = rows.Length;
        starts = new int[rows.Length + 1];
        for (int o = 0; o < rows.Length; o++) starts[o + 1] = starts[o] + rows[o].Count;
        inputs = [.. rows.SelectMany(r => r.Select(t => t.Input))];
        weights = [.. rows.SelectMany(r => r.Select(t => t.Weight))];
        IsIdentity = size == rows.Length && Enumerable.Range(0, size).All(o => rows[o] is [{ Weight: 1 } only] && only.Input == o);
        Repeats = [.. Enumerable.Range(0, rows.Length).Select(o => o > 0 && rows[o].SequenceEqual(rows[o - 1]))];
    }

    /// <summary>Pixels that are read.</summary>
    public int Inputs { get; }

    /// <summary>Pixels that are made.</summary>
    public int Outputs { get; }

    /// <summary>Every output is the input of its number.</summary>
    public bool IsIdentity { get; }

    // For each output, whether it is the same sum as the one before it.
    internal bool[] Repeats { get; }

    /// <summary>The table of an axis; what lies outside is the pixel at the border.</summary>
    public static InterpolationTable Of(in ResizeAxis axis)
    {
        var rows = new IReadOnlyList<(int, float)>[axis.Out];
        for (int o = 0; o < axis.Out; o++)
        {
            (int first, double[] taps) = axis.Taps(o);
            var sums = new SortedDictionary<int, double>();
            for (int k = 0; k < taps.Length; k++)
            {
                int input = Math.Clamp(first + k, 0, axis.In - 1);
                sums[input] = sums.GetValueOrDefault(input) + taps[k];
            }
            rows[o] = [.. sums.Where(t => t.Value != 0).Select(t => (t.Key, (float)t.Value))];
        }
        return new InterpolationTable(axis.In, rows);
    }

    /// <summary>Outputs and inputs exchanged.</summary>
    public InterpolationTable Transposed()
    {
        var rows = Enumerable.Range(0, Inputs).Select(_ => new List<(int, float)>()).ToArray();
        for (int o = 0; o < Outputs; o++)
            for (int k = starts[o]; k < starts[o + 1]; k++) rows[inputs[k]].Add((o, weights[k]));
        return new InterpolationTable(Outputs, rows);
    }

    /// <summary>The inputs of an output, ascending.</summary>
    public ReadOnlySpan<int> InputsOf(int output) => inputs.AsSpan(starts[output], starts[output + 1] - starts[output]);

    /// <summary>Their weights.</summary>
    public ReadOnlySpan<float> WeightsOf(int output) => weights.AsSpan(starts[output], starts[output + 1] - starts[output]);
}
