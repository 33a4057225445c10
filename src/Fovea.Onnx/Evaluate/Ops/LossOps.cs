namespace Fovea.Onnx;

/// <summary>Losses of class scores N × C × sizes against labels N × sizes.</summary>
internal static class LossOps
{
    public static OnnxTensor[] NegativeLogLikelihoodLoss(NodeCall call) => [Loss(call, call.Floats(0), call.Floats(0).ToDoubles())];

    /// <summary>The loss of log-softmax; gives the log-probabilities too.</summary>
    public static OnnxTensor[] SoftmaxCrossEntropyLoss(NodeCall call)
    {
        OnnxTensor x = call.Floats(0);
        Check(x, call.Input(1));
        double[] logs = (double[])x.ToDoubles().Clone();
        SoftmaxOps.Rows(logs, x.Dims[0], x.Dims[1], Axes.Product(x.Dims.Skip(2)), SoftmaxOps.LogSoftmax);
        return [Loss(call, x, logs), Wide.Narrow(x.Type, x.Dims, logs)];
    }

    private static OnnxTensor Loss(NodeCall call, OnnxTensor x, double[] logs)
    {
        OnnxTensor labels = call.Input(1);
        Check(x, labels);
        long[] targets = call.Longs(1);
        int classes = x.Dims[1], inner = Axes.Product(x.Dims.Skip(2));
        double[]? weights = call.Has(2) ? call.Floats(2).ToDoubles() : null;
        if (weights is not null && weights.Length != classes) throw new OnnxNodeException($"{weights.Length} weights for {classes} classes", "one weight a class");
        long? ignored = call.Attributes.Has("ignore_index") ? call.Attributes.Integer("ignore_index", 0) : null;
        double[] losses = new double[targets.Length];
        double total = 0;
        for (int i = 0; i < losses.Length; i++)
        {
            if (targets[i] == ignored) continue;
            if (targets[i] < 0 || targets[i] >= classes) throw new OnnxNodeException($"label {targets[i]} of {classes} classes", "a label is a class, or the ignored one");
            double weight = weights?[targets[i]] ?? 1;
            losses[i] = -logs[(i / inner * classes + targets[i]) * inner + i % inner] * weight;
            total += weight;
        }
        return call.Attributes.Word("reduction", "mean") switch
        {
            "none" => Wide.Narrow(x.Type, [.. labels.Dims], losses),
            "sum" => Wide.Narrow(x.Type, [], (double[])[losses.Sum()]),
            "mean" => Wide.Narrow(x.Type, [], (double[])[losses.Sum() / total]),
            string other => throw new OnnxNodeException($"reduction '{other}'", "none, sum or mean"),
        };
    }

    private static void Check(OnnxTensor x, OnnxTensor labels)
    {
        if (x.Rank < 2 || !labels.Dims.SequenceEqual(x.Dims.Where((_, i) => i != 1)))
            throw new OnnxNodeException($"labels of {OnnxTensor.Text(labels.Dims)} for scores of {OnnxTensor.Text(x.Dims)}", "scores are N × C × sizes, labels N × sizes");
    }
}
