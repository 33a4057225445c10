using System.Diagnostics.CodeAnalysis;

namespace Fovea.Onnx;

/// <summary>A node with the values of its inputs, about to be evaluated.</summary>
/// <param name="Node">The node.</param>
/// <param name="Opset">Version of ONNX's own ops: what an op means depends on it.</param>
/// <param name="Inputs">The values; null where an optional input is absent.</param>
internal sealed record NodeCall(OnnxNode Node, int Opset, IReadOnlyList<OnnxTensor?> Inputs)
{
    /// <summary>What the node may allocate.</summary>
    public MemoryBudget Memory { get; init; } = MemoryBudget.Default;

    /// <summary>The node's attributes.</summary>
    public OnnxAttributes Attributes => Node.Attributes;

    /// <summary>True when the input is there.</summary>
    public bool Has(int input) => input < Inputs.Count && Inputs[input] is not null;

    /// <summary>An optional input.</summary>
    public OnnxTensor? Optional(int input) => input < Inputs.Count ? Inputs[input] : null;

    /// <summary>A required input.</summary>
    /// <exception cref="OnnxNodeException">It is absent.</exception>
    public OnnxTensor Input(int input) => Optional(input) ?? Missing(input);

    /// <summary>A required input of floats (half, bfloat16, single or double).</summary>
    /// <exception cref="OnnxNodeException">It is absent or of another type.</exception>
    public OnnxTensor Floats(int input)
    {
        OnnxTensor x = Input(input);
        return x.Type.IsFloat() ? x : throw new OnnxNodeException($"input {input} holds {x.Type}", "this op takes floats");
    }

    /// <summary>A required input of numbers.</summary>
    /// <exception cref="OnnxNodeException">It is absent or holds bools or words.</exception>
    public OnnxTensor Numbers(int input)
    {
        OnnxTensor x = Input(input);
        return x.Type is not (OnnxType.Bool or OnnxType.String) ? x : throw new OnnxNodeException($"input {input} holds {x.Type}", "this op takes numbers");
    }

    /// <summary>A required input of integers, as 64-bit integers.</summary>
    /// <exception cref="OnnxNodeException">It is absent or of another type, or an element has no place in 64 bits.</exception>
    public long[] Longs(int input)
    {
        OnnxTensor x = Input(input);
        if (!x.Type.IsInteger()) throw new OnnxNodeException($"input {input} holds {x.Type}", "this input takes integers");
        if (x.Type == OnnxType.UInt64 && x.As<ulong>().Any(v => v > long.MaxValue)) throw new OnnxNodeException($"input {input} holds a number above {long.MaxValue}");
        return x.ToLongs();
    }

    /// <summary>A required input that is one integer.</summary>
    /// <exception cref="OnnxNodeException">It is absent, of another type, or not one element.</exception>
    public long Integer(int input) => One(Longs(input), input);

    /// <summary>A required input that is one number.</summary>
    /// <exception cref="OnnxNodeException">It is absent, of another type, or not one element.</exception>
    public double Number(int input) => One(Numbers(input).ToDoubles(), input);

    /// <summary>A required input that is one bool.</summary>
    /// <exception cref="OnnxNodeException">It is absent, of another type, or not one element.</exception>
    public bool Flag(int input) => One(Bools(input), input);

    /// <summary>A required input of bools.</summary>
    /// <exception cref="OnnxNodeException">It is absent or of another type.</exception>
    public bool[] Bools(int input)
    {
        OnnxTensor x = Input(input);
        return x.Type == OnnxType.Bool ? x.As<bool>() : throw new OnnxNodeException($"input {input} holds {x.Type}", "this input takes bools");
    }

    /// <summary>Two inputs that must be of one type, which it gives.</summary>
    /// <exception cref="OnnxNodeException">They are not.</exception>
    public OnnxType SameType(int first, int second)
    {
        OnnxType a = Input(first).Type, b = Input(second).Type;
        return a == b ? a : throw new OnnxNodeException($"input {first} holds {a} and input {second} {b}", "both are of one type");
    }

    /// <summary>An axis counted from 0; in the file it may be counted from the end, as −1.</summary>
    /// <exception cref="OnnxNodeException">There is no such axis.</exception>
    public int Axis(long absent, int rank) => Axes.Of(Attributes.Integer("axis", absent), rank);

    /// <summary>Sizes as they are allocated.</summary>
    /// <exception cref="OnnxNodeException">A size is negative, or a tensor of these sizes is beyond the limit of memory.</exception>
    public int[] Fit(OnnxType type, params IReadOnlyList<long> dims) => Memory.Fit(type, dims);

    /// <summary>Sizes as they are allocated.</summary>
    /// <exception cref="OnnxNodeException">A tensor of these sizes is beyond the limit of memory.</exception>
    public int[] Fit(OnnxType type, IEnumerable<int> dims) => Memory.Fit(type, [.. dims.Select(d => (long)d)]);

    private static T One<T>(T[] values, int input)
        => values.Length == 1 ? values[0] : throw new OnnxNodeException($"input {input} has {values.Length:N0} elements", "this input is a scalar");

    [DoesNotReturn]
    private static OnnxTensor Missing(int input) => throw new OnnxNodeException($"input {input} is missing");
}
