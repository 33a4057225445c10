using System.Globalization;

namespace Fovea.Onnx;

/// <summary>How much an evaluation may hold at once, so that sizes written in a file cannot take the machine's memory.</summary>
/// <param name="Limit">Bytes of all values together.</param>
/// <param name="InUse">Bytes of the values that are held now.</param>
internal readonly record struct MemoryBudget(long Limit, long InUse)
{
    /// <summary>2 GB, which no network's shape arithmetic and few networks need.</summary>
    public static MemoryBudget Default { get; } = new(2_000_000_000, 0);

    /// <summary>Sizes as they are allocated.</summary>
    /// <exception cref="OnnxNodeException">A size is negative, or a tensor of these sizes is beyond the limit.</exception>
    public int[] Fit(OnnxType type, IReadOnlyList<long> dims)
    {
        // A double never wraps; it only rounds, far beyond the limit.
        double count = 1;
        foreach (long d in dims) count *= d >= 0 ? d : throw new OnnxNodeException($"sizes {Axes.Text(dims)}", "a size is at least 0");
        double bytes = count * type.HeldBytes();
        // Small elements are charged for the 4-byte index that says where each comes from.
        if (Math.Max(bytes, count * sizeof(int)) > Limit - InUse || count > Array.MaxLength)
            throw new OnnxNodeException($"a tensor of {Axes.Text(dims)} {type} needs {Text(bytes)}{(InUse > 0 ? $" beside {Text(InUse)} in use" : "")}, limit {Text(Limit)}",
                "all values together fit into the limit of memory");
        if (dims.Any(d => d > int.MaxValue)) throw new OnnxNodeException($"sizes {Axes.Text(dims)}", $"a size is at most {int.MaxValue}");
        return [.. dims.Select(d => (int)d)];
    }

    /// <summary>Bytes of a tensor's elements.</summary>
    public static long Bytes(OnnxTensor tensor) => (long)tensor.Count * tensor.Type.HeldBytes();

    /// <summary>Bytes in decimal units: <c>4.4 TB</c>.</summary>
    public static string Text(double bytes)
    {
        string[] units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"];
        int unit = 0;
        for (; bytes >= 1000 && unit < units.Length - 1; unit++) bytes /= 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{bytes:0.#} {units[unit]}");
    }
}
