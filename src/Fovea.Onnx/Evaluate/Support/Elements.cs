namespace Fovea.Onnx;

/// <summary>Moves elements of any type.</summary>
internal static class Elements
{
    private interface IMove
    {
        Array Run<T>();
    }

    /// <summary>A tensor whose element i is element <paramref name="map"/>[i] of <paramref name="x"/>.</summary>
    public static OnnxTensor Take(OnnxTensor x, IReadOnlyList<int> dims, int[] map) => OnnxTensor.Of(x.Type, dims, Call(x.Type, new TakeMove(x.Data, map)));

    /// <summary>All elements one after the other.</summary>
    public static OnnxTensor Join(params IReadOnlyList<OnnxTensor> parts)
    {
        Array all = Call(parts[0].Type, new JoinMove(parts));
        return OnnxTensor.Of(parts[0].Type, [all.Length], all);
    }

    /// <summary>A tensor of one value, which <paramref name="value"/> holds.</summary>
    public static OnnxTensor Filled(OnnxTensor value, IReadOnlyList<int> dims) => Take(value, dims, new int[Axes.Product(dims)]);

    /// <summary>A 0 of a type; for words the empty one.</summary>
    public static OnnxTensor Zero(OnnxType type) => type == OnnxType.String ? OnnxTensor.Vector("") : OnnxTensor.Of(type, [1], Call(type, new ZeroMove()));

    private static Array Call<TMove>(OnnxType type, TMove move) where TMove : IMove => type switch
    {
        OnnxType.Float32 => move.Run<float>(),
        OnnxType.Float64 => move.Run<double>(),
        OnnxType.Float16 => move.Run<Half>(),
        OnnxType.BFloat16 or OnnxType.UInt16 => move.Run<ushort>(),
        OnnxType.Bool => move.Run<bool>(),
        OnnxType.Int8 => move.Run<sbyte>(),
        OnnxType.UInt8 => move.Run<byte>(),
        OnnxType.Int16 => move.Run<short>(),
        OnnxType.Int32 => move.Run<int>(),
        OnnxType.UInt32 => move.Run<uint>(),
        OnnxType.Int64 => move.Run<long>(),
        OnnxType.UInt64 => move.Run<ulong>(),
        OnnxType.String => move.Run<string>(),
        _ => throw new OnnxNodeException($"a tensor of {type}"),
    };

    private readonly record struct TakeMove(Array Data, int[] Map) : IMove
    {
        public Array Run<T>()
        {
            var data = (T[])Data;
            var taken = new T[Map.Length];
            for (int i = 0; i < taken.Length; i++) taken[i] = data[Map[i]];
            return taken;
        }
    }

    private readonly record struct JoinMove(IReadOnlyList<OnnxTensor> Parts) : IMove
    {
        public Array Run<T>()
        {
            var all = new T[Parts.Sum(p => p.Count)];
            int at = 0;
            foreach (OnnxTensor part in Parts)
            {
                part.Data.CopyTo(all, at);
                at += part.Count;
            }
            return all;
        }
    }

    private readonly record struct ZeroMove : IMove
    {
        public Array Run<T>() => new T[1];
    }
}
