namespace Fovea.Onnx;

/// <summary>Arithmetic of sizes, axes and strides.</summary>
internal static class Axes
{
    /// <summary>An axis counted from 0; in the file it may be counted from the end, as −1.</summary>
    /// <exception cref="OnnxNodeException">There is no such axis.</exception>
    public static int Of(long axis, int rank)
        => axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis)
            : throw new OnnxNodeException($"axis {axis} of a tensor with {Count(rank)}", rank == 0 ? "a scalar has no axes" : $"an axis lies in −{rank} … {rank - 1}");

    /// <summary>Axes counted from 0, in the order given.</summary>
    /// <exception cref="OnnxNodeException">One of them is not there, or is named twice.</exception>
    public static int[] Of(IEnumerable<long> axes, int rank)
    {
        int[] found = [.. axes.Select(a => Of(a, rank))];
        return found.Distinct().Count() == found.Length ? found : throw new OnnxNodeException($"axes {string.Join(", ", found)}", "an axis is named once");
    }

    /// <summary>How far apart two neighbours along each axis lie.</summary>
    public static long[] Strides(IReadOnlyList<int> dims)
    {
        long[] strides = new long[dims.Count];
        long step = 1;
        for (int i = dims.Count - 1; i >= 0; i--)
        {
            strides[i] = step;
            step *= dims[i];
        }
        return strides;
    }

    /// <summary>The product of sizes of a tensor that exists, or of a part of it.</summary>
    public static int Product(IEnumerable<int> dims) => (int)dims.Aggregate(1L, (a, b) => a * b);

    /// <summary>Sizes as text.</summary>
    public static string Text(IEnumerable<long> dims) => dims.Any() ? string.Join('×', dims) : "scalar";

    /// <summary>Indices that count through a box, the last axis fastest; <paramref name="index"/> is set to the next.</summary>
    public static void Next(int[] index, IReadOnlyList<int> dims)
    {
        for (int i = index.Length - 1; i >= 0; i--)
        {
            if (++index[i] < dims[i]) return;
            index[i] = 0;
        }
    }

    private static string Count(int rank) => rank == 1 ? "1 axis" : $"{rank} axes";
}
