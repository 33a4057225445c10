namespace Fovea.Onnx;

/// <summary>Every op with its way into ONNX; a new op fails a test by name until it is here.</summary>
internal static class OnnxOps
{
    /// <summary>Writes a node, by the type of its op.</summary>
    public static IReadOnlyDictionary<Type, Action<ExportStage>> Exporters { get; } = new Dictionary<Type, Action<ExportStage>>(
    [
        Of<Conv2d>(OnnxConv2d.Export),
        Of<Dense>(OnnxDense.Export),
        Of<MaxPool>(OnnxPool.Export),
        Of<AveragePool>(OnnxPool.Export),
        Of<GlobalMaxPool>(OnnxGlobalPool.Export),
        Of<GlobalAveragePool>(OnnxGlobalPool.Export),
        Of<BatchNorm>(OnnxBatchNorm.Export),
        Of<LayerNorm>(OnnxLayerNorm.Export),
        Of<Dropout>(OnnxDropout.Export),
        Of<Add>(OnnxJoin.Export),
        Of<Multiply>(OnnxBinary.Export),
        Of<Subtract>(OnnxBinary.Export),
        Of<Divide>(OnnxBinary.Export),
        Of<Maximum>(OnnxBinary.Export),
        Of<Minimum>(OnnxBinary.Export),
        Of<Power>(OnnxBinary.Export),
        Of<Concat>(OnnxJoin.Export),
        Of<Scale>(OnnxScale.Export),
        Of<Position>(OnnxEmbedding.Export),
        Of<ClassToken>(OnnxEmbedding.Export),
        Of<Flatten>(OnnxFlatten.Export),
        Of<Pad>(OnnxPad.Export),
        Of<PadChannels>(OnnxPad.Export),
        Of<Softmax>(OnnxSoftmax.Export),
        Of<LogSoftmax>(OnnxSoftmax.Export),
        Of<MatMul>(OnnxMatMul.Export),
        Of<Attention>(OnnxMatMul.Export),
        Of<Reduce>(OnnxReduce.Export),
        Of<Reshape>(OnnxRearrange.Export),
        Of<Transpose>(OnnxRearrange.Export),
        Of<Slice>(OnnxRearrange.Export),
        Of<Relu>(OnnxActivation.Export),
        Of<LeakyRelu>(OnnxActivation.Export),
        Of<Relu6>(OnnxActivation.Export),
        Of<Elu>(OnnxActivation.Export),
        Of<Selu>(OnnxActivation.Export),
        Of<Gelu>(OnnxActivation.Export),
        Of<Silu>(OnnxActivation.Export),
        Of<HardSwish>(OnnxActivation.Export),
        Of<HardSigmoid>(OnnxActivation.Export),
        Of<Softplus>(OnnxActivation.Export),
        Of<Sigmoid>(OnnxActivation.Export),
        Of<Tanh>(OnnxActivation.Export),
        Of<Exp>(OnnxFunction.Export),
        Of<Log>(OnnxFunction.Export),
        Of<Sqrt>(OnnxFunction.Export),
        Of<Abs>(OnnxFunction.Export),
        Of<Negate>(OnnxFunction.Export),
        Of<Reciprocal>(OnnxFunction.Export),
        Of<Softsign>(OnnxFunction.Export),
        Of<Mish>(OnnxFunction.Export),
        Of<Erf>(OnnxFunction.Export),
        Of<Sin>(OnnxFunction.Export),
        Of<Cos>(OnnxFunction.Export),
        Of<Floor>(OnnxFunction.Export),
        Of<Ceiling>(OnnxFunction.Export),
        Of<Round>(OnnxFunction.Export),
        Of<Sign>(OnnxFunction.Export),
        Of<TanhGelu>(OnnxFunction.Export),
        Of<Celu>(OnnxFunction.Export),
        Of<ThresholdedRelu>(OnnxFunction.Export),
        Of<Raise>(OnnxFunction.Export),
        Of<Clip>(OnnxFunction.Export),
    ]);

    /// <summary>Ops that become no ONNX node, each with the reason.</summary>
    public static IReadOnlyDictionary<Type, string> NoNode { get; } = new Dictionary<Type, string>
    {
        [typeof(Input)] = "it is the graph's input",
    };

    private static KeyValuePair<Type, Action<ExportStage>> Of<T>(Action<T, ExportStage> export) where T : Op
        => new(typeof(T), stage => export((T)stage.Node.Op, stage));
}
