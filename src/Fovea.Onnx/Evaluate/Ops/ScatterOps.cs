using System.Numerics;

namespace Fovea.Onnx;

/// <summary>Elements put where indices say.</summary>
internal static class ScatterOps
{
    public static OnnxTensor[] ScatterElements(NodeCall call)
    {
        OnnxTensor x = call.Input(0), updates = call.Input(2);
        if (!call.Input(1).Dims.SequenceEqual(updates.Dims))
            throw new OnnxNodeException($"indices of {OnnxTensor.Text(call.Input(1).Dims)} and updates of {OnnxTensor.Text(updates.Dims)}", "the two have the same sizes");
        return [Put(call, x, updates, GatherOps.Positions(x, call.Input(1), call.Longs(1), call.Axis(0, x.Rank)))];
    }

    public static OnnxTensor[] ScatterND(NodeCall call)
    {
        OnnxTensor x = call.Input(0), indices = call.Input(1), updates = call.Input(2);
        int[] wanted = [.. indices.Dims.SkipLast(1), .. x.Dims.Skip(GatherOps.Depth(x, indices, batch: 0))];
        if (!wanted.SequenceEqual(updates.Dims)) throw new OnnxNodeException($"updates of {OnnxTensor.Text(updates.Dims)}", $"indices and data ask for {OnnxTensor.Text(wanted)}");
        if (updates.Count == 0) return [x];
        (int[] starts, int inner) = GatherOps.Places(x, indices, call.Longs(1), batch: 0);
        return [Put(call, x, updates, [.. starts.SelectMany(s => Enumerable.Range(s, inner))])];
    }

    private static OnnxTensor Put(NodeCall call, OnnxTensor x, OnnxTensor updates, int[] positions)
    {
        call.SameType(0, 2);
        string reduction = call.Attributes.Word("reduction", "none");
        if (reduction == "none")
        {
            int[] map = [.. Enumerable.Range(0, x.Count)];
            for (int i = 0; i < positions.Length; i++) map[positions[i]] = x.Count + i;
            return Elements.Take(Elements.Join(x, updates), [.. x.Dims], map);
        }
        call.Numbers(0);
        return x.Type.IsFloat() ? Reduce<double>(x, updates, positions, reduction)
            : x.Type == OnnxType.UInt64 ? Reduce<ulong>(x, updates, positions, reduction) : Reduce<long>(x, updates, positions, reduction);
    }

    private static OnnxTensor Reduce<T>(OnnxTensor x, OnnxTensor updates, int[] positions, string reduction) where T : struct, INumber<T>
    {
        Func<T, T, T> fold = reduction switch
        {
            "add" => (a, b) => unchecked(a + b),
            "mul" => (a, b) => unchecked(a * b),
            "max" => T.Max,
            "min" => T.Min,
            _ => throw new OnnxNodeException($"reduction '{reduction}'", "none, add, mul, max or min"),
        };
        var values = (T[])Wide.Of<T>(x).Clone();
        T[] others = Wide.Of<T>(updates);
        for (int i = 0; i < positions.Length; i++) values[positions[i]] = fold(values[positions[i]], others[i]);
        return Wide.Narrow(x.Type, x.Dims, values);
    }
}
