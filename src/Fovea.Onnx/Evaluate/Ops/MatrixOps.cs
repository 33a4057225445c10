using System.Numerics;

namespace Fovea.Onnx;

/// <summary>Products of matrices and stacks of matrices.</summary>
internal static class MatrixOps
{
    public static OnnxTensor[] MatMul(NodeCall call)
    {
        OnnxType type = call.SameType(0, 1);
        OnnxTensor a = call.Numbers(0), b = call.Numbers(1);
        return [type.IsFloat() ? Product<double>(call, a, b, type) : type == OnnxType.UInt64 ? Product<ulong>(call, a, b, type) : Product<long>(call, a, b, type)];
    }

    /// <summary>alpha · A · B + beta · C, with A and B transposed where asked.</summary>
    public static OnnxTensor[] Gemm(NodeCall call)
    {
        OnnxType type = call.SameType(0, 1);
        call.Numbers(0);
        return [type.IsFloat() ? Gemm<double>(call, type) : type == OnnxType.UInt64 ? Gemm<ulong>(call, type) : Gemm<long>(call, type)];
    }

    /// <summary>The determinant of each of the last two axes, by elimination with pivots.</summary>
    public static OnnxTensor[] Det(NodeCall call)
    {
        OnnxTensor x = call.Floats(0);
        if (x.Rank < 2 || x.Dims[^1] != x.Dims[^2]) throw new OnnxNodeException($"an input of {OnnxTensor.Text(x.Dims)}", "the last two sizes are equal");
        int n = x.Dims[^1];
        int[] dims = call.Fit(x.Type, x.Dims.SkipLast(2));
        double[] values = x.ToDoubles();
        return [Wide.Narrow(x.Type, dims, Enumerable.Range(0, Axes.Product(dims)).Select(i => Determinant(values[(i * n * n)..((i + 1) * n * n)], n)).ToArray())];
    }

    /// <summary>The product over the last two axes; the axes before broadcast, and a vector is a row on the left, a column on the right.</summary>
    public static OnnxTensor Product<T>(NodeCall call, OnnxTensor a, OnnxTensor b, OnnxType type) where T : struct, INumber<T>
    {
        (int[] dims, T[] values) = Product(call, a, Wide.Of<T>(a), b, Wide.Of<T>(b), type);
        return Wide.Narrow(type, dims, values);
    }

    /// <summary>The same on elements that are at hand.</summary>
    public static (int[] Dims, T[] Values) Product<T>(NodeCall call, OnnxTensor a, T[] x, OnnxTensor b, T[] y, OnnxType type) where T : struct, INumber<T>
    {
        if (a.Rank == 0 || b.Rank == 0) throw new OnnxNodeException($"{OnnxTensor.Text(a.Dims)} times {OnnxTensor.Text(b.Dims)}", "both have at least one axis");
        int[] left = a.Rank == 1 ? [1, a.Dims[0]] : [.. a.Dims], right = b.Rank == 1 ? [b.Dims[0], 1] : [.. b.Dims];
        int rows = left[^2], depth = left[^1], columns = right[^1];
        if (depth != right[^2]) throw new OnnxNodeException($"{OnnxTensor.Text(a.Dims)} times {OnnxTensor.Text(b.Dims)}", "the columns on the left are the rows on the right");
        int[] stack = Broadcasts.Dims(call, type, left[..^2], right[..^2]);
        int[] full = call.Fit(type, [.. stack, .. a.Rank == 1 ? Array.Empty<int>() : [rows], .. b.Rank == 1 ? Array.Empty<int>() : [columns]]);
        int[] lefts = IndexMap.Broadcast(left[..^2], stack), rights = IndexMap.Broadcast(right[..^2], stack);
        var z = new T[Axes.Product(full)];
        if (z.Length == 0) return (full, z);
        for (int s = 0; s < lefts.Length; s++)
            for (int i = 0; i < rows; i++)
                for (int k = 0; k < depth; k++)
                    Rows.AddScaled(z.AsSpan((s * rows + i) * columns, columns), x[(lefts[s] * rows + i) * depth + k], y.AsSpan((rights[s] * depth + k) * columns, columns));
        return (full, z);
    }

    private static OnnxTensor Gemm<T>(NodeCall call, OnnxType type) where T : struct, INumber<T>
    {
        OnnxTensor a = Matrix(call, 0, "transA"), b = Matrix(call, 1, "transB");
        (int[] dims, T[] y) = Product(call, a, Wide.Of<T>(a), b, Wide.Of<T>(b), type);
        T alpha = T.CreateTruncating(call.Attributes.Number("alpha", 1)), beta = T.CreateTruncating(call.Attributes.Number("beta", 1));
        for (int i = 0; i < y.Length; i++) y[i] *= alpha;
        if (!call.Has(2)) return Wide.Narrow(type, dims, y);
        call.SameType(0, 2);
        OnnxTensor c = call.Input(2);
        if (!Broadcasts.Dims(call, type, c.Dims, dims).SequenceEqual(dims)) throw new OnnxNodeException($"C of {OnnxTensor.Text(c.Dims)} for a product of {OnnxTensor.Text(dims)}", "C broadcasts to the product's sizes");
        T[] added = Broadcasts.To(Wide.Of<T>(c), c.Dims, dims);
        for (int i = 0; i < y.Length; i++) y[i] = unchecked(y[i] + beta * added[i]);
        return Wide.Narrow(type, dims, y);
    }

    private static OnnxTensor Matrix(NodeCall call, int input, string transposed)
    {
        OnnxTensor x = call.Input(input);
        if (x.Rank != 2) throw new OnnxNodeException($"input {input} of {OnnxTensor.Text(x.Dims)}", "a matrix has 2 axes");
        return call.Attributes.Integer(transposed, 0) == 0 ? x : MoveOps.Transpose(x, [1, 0]);
    }

    private static double Determinant(double[] a, int n)
    {
        double determinant = 1;
        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < n; i++)
                if (Math.Abs(a[i * n + k]) > Math.Abs(a[pivot * n + k])) pivot = i;
            if (a[pivot * n + k] == 0) return 0;
            if (pivot != k)
            {
                determinant = -determinant;
                for (int j = 0; j < n; j++) (a[k * n + j], a[pivot * n + j]) = (a[pivot * n + j], a[k * n + j]);
            }
            determinant *= a[k * n + k];
            for (int i = k + 1; i < n; i++)
            {
                double factor = a[i * n + k] / a[k * n + k];
                for (int j = k; j < n; j++) a[i * n + j] -= factor * a[k * n + j];
            }
        }
        return determinant;
    }
}
