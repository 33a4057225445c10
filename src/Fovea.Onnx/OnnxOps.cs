namespace Fovea.Onnx;

/// <summary>Every op with its way into ONNX; a new op fails a test by name until it is here.</summary>
internal static class OnnxOps
{
    /// <summary>Writes a node, by the type of its op.</summary>
    public static IReadOnlyDictionary<Type, Action<ExportStage>> Exporters { get; } = new Dictionary<Type, Action<ExportStage>>(
    [
        Of<Conv2d>(OnnxConv2d.Export),
        Of<ConvTranspose2d>(OnnxConvTranspose2d.Export),
        Of<Dense>(OnnxDense.Export),
        Of<MaxPool>(OnnxPool.Export),
        Of<AveragePool>(OnnxPool.Export),
        Of<GlobalMaxPool>(OnnxGlobalPool.Export),
        Of<GlobalAveragePool>(OnnxGlobalPool.Export),
        Of<BatchNorm>(OnnxBatchNorm.Export),
        Of<LayerNorm>(OnnxLayerNorm.Export),
        Of<GroupNorm>(OnnxGroupNorm.Export),
        Of<LocalResponseNorm>(OnnxLocalResponseNorm.Export),
        Of<Dropout>(OnnxDropout.Export),
        Of<Add>(OnnxJoin.Export),
        Of<Concat>(OnnxJoin.Export),
        Of<Flatten>(OnnxFlatten.Export),
        Of<Pad>(OnnxPad.Export),
        Of<PadChannels>(OnnxPad.Export),
        Of<Resize>(OnnxResize.Export),
        Of<Softmax>(OnnxSoftmax.Export),
        Of<Relu>(OnnxActivation.Export),
        Of<LeakyRelu>(OnnxActivation.Export),
        Of<PRelu>(OnnxActivation.Export),
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
    ]);

    /// <summary>Ops that become no ONNX node, each with the reason.</summary>
    public static IReadOnlyDictionary<Type, string> NoNode { get; } = new Dictionary<Type, string>
    {
        [typeof(Input)] = "it is the graph's input",
    };

    private static KeyValuePair<Type, Action<ExportStage>> Of<T>(Action<T, ExportStage> export) where T : Op
        => new(typeof(T), stage => export((T)stage.Node.Op, stage));
}
