namespace Fovea.Onnx;

/// <summary>Probabilities along an axis; before opset 13 along all axes from <c>axis</c> on together.</summary>
internal static class SoftmaxOps
{
    public static OnnxTensor[] Softmax(NodeCall call) => Each(call, row =>
    {
        double top = Top(row), sum = 0;
        for (int i = 0; i < row.Length; i++) sum += row[i] = Math.Exp(row[i] - top);
        for (int i = 0; i < row.Length; i++) row[i] /= sum;
    });

    public static OnnxTensor[] LogSoftmax(NodeCall call) => Each(call, LogSoftmax);

    /// <summary>1 at the first largest element, 0 elsewhere.</summary>
    public static OnnxTensor[] Hardmax(NodeCall call) => Each(call, row =>
    {
        int at = Array.IndexOf(row, Top(row));
        for (int i = 0; i < row.Length; i++) row[i] = i == at ? 1 : 0;
    });

    /// <summary>In place.</summary>
    public static void LogSoftmax(double[] row)
    {
        double top = Top(row), log = Math.Log(row.Sum(v => Math.Exp(v - top)));
        for (int i = 0; i < row.Length; i++) row[i] -= top + log;
    }

    /// <summary>Runs on every row along an axis: outer × length × inner.</summary>
    public static void Rows(double[] values, int outer, int length, int inner, Action<double[]> run)
    {
        double[] row = new double[length];
        if (values.Length == 0) return;
        for (int o = 0; o < outer; o++)
            for (int i = 0; i < inner; i++)
            {
                for (int k = 0; k < length; k++) row[k] = values[(o * length + k) * inner + i];
                run(row);
                for (int k = 0; k < length; k++) values[(o * length + k) * inner + i] = row[k];
            }
    }

    private static OnnxTensor[] Each(NodeCall call, Action<double[]> run)
    {
        OnnxTensor x = call.Floats(0);
        bool flat = call.Opset < 13;
        long absent = flat ? 1 : -1;
        // A flattened axis may be the rank itself: then every element is a row.
        int axis = flat && call.Attributes.Integer("axis", absent) == x.Rank ? x.Rank : call.Axis(absent, x.Rank);
        double[] values = (double[])x.ToDoubles().Clone();
        if (flat) Rows(values, Axes.Product(x.Dims.Take(axis)), Axes.Product(x.Dims.Skip(axis)), 1, run);
        else Rows(values, Axes.Product(x.Dims.Take(axis)), x.Dims[axis], Axes.Product(x.Dims.Skip(axis + 1)), run);
        return [Wide.Narrow(x.Type, x.Dims, values)];
    }

    private static double Top(double[] row) => row.Aggregate(double.NegativeInfinity, Math.Max);
}
