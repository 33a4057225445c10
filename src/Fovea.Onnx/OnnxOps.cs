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

    /// <summary>Reads a node of a file, by ONNX's name of its op.</summary>
    public static IReadOnlyDictionary<string, Action<ImportStage>> Importers { get; } = new Dictionary<string, Action<ImportStage>>
    {
        ["Add"] = OnnxBinary.ImportAdd,
        ["AveragePool"] = OnnxPool.ImportAverage,
        ["BatchNormalization"] = OnnxBatchNorm.Import,
        ["Cast"] = OnnxAxes.Cast,
        ["Celu"] = OnnxActivation.ImportCelu,
        ["Clip"] = OnnxActivation.ImportClip,
        ["Concat"] = OnnxJoin.ImportConcat,
        ["Conv"] = OnnxConv2d.Import,
        ["ConvTranspose"] = OnnxConvTranspose2d.Import,
        ["Div"] = OnnxBinary.ImportDiv,
        ["Dropout"] = OnnxDropout.Import,
        ["Elu"] = OnnxActivation.ImportElu,
        ["Flatten"] = OnnxAxes.Flatten,
        ["Gelu"] = OnnxActivation.ImportGelu,
        ["Gemm"] = OnnxDense.ImportGemm,
        ["GlobalAveragePool"] = OnnxGlobalPool.ImportAverage,
        ["GlobalMaxPool"] = OnnxGlobalPool.ImportMaximum,
        ["GroupNormalization"] = OnnxGroupNorm.ImportGroups,
        ["HardSigmoid"] = OnnxActivation.ImportHardSigmoid,
        ["HardSwish"] = OnnxActivation.Import(() => new HardSwish()),
        ["Identity"] = OnnxAxes.Identity,
        ["InstanceNormalization"] = OnnxGroupNorm.ImportInstances,
        ["LayerNormalization"] = OnnxLayerNorm.Import,
        ["LRN"] = OnnxLocalResponseNorm.Import,
        ["LeakyRelu"] = OnnxActivation.ImportLeaky,
        ["MatMul"] = OnnxMatMul.Import,
        ["Max"] = OnnxBinary.ImportMax,
        ["MaxPool"] = OnnxPool.ImportMaximum,
        ["Min"] = OnnxBinary.ImportMin,
        ["Mul"] = OnnxBinary.ImportMul,
        ["PRelu"] = OnnxActivation.ImportPRelu,
        ["Pad"] = OnnxPad.Import,
        ["Pow"] = OnnxBinary.ImportPow,
        ["ReduceMax"] = OnnxReduce.ImportMaximum,
        ["ReduceMean"] = OnnxReduce.ImportMean,
        ["Relu"] = OnnxActivation.Import(() => new Relu()),
        ["Reshape"] = OnnxAxes.Reshape,
        ["Selu"] = OnnxActivation.ImportSelu,
        ["Shape"] = OnnxAxes.Shape,
        ["Sigmoid"] = OnnxActivation.Import(() => new Sigmoid()),
        ["Size"] = OnnxAxes.Size,
        ["Softmax"] = OnnxSoftmax.Import,
        ["Softplus"] = OnnxActivation.Import(() => new Softplus()),
        ["Squeeze"] = OnnxAxes.Squeeze,
        ["Sub"] = OnnxBinary.ImportSub,
        ["Sum"] = OnnxBinary.ImportSum,
        // ONNX has it from opset 24 on; older files write it as a product, which is recognised.
        ["Swish"] = OnnxActivation.ImportSwish,
        ["Tanh"] = OnnxActivation.Import(() => new Tanh()),
        ["Transpose"] = OnnxAxes.Transpose,
        ["Unsqueeze"] = OnnxAxes.Unsqueeze,
    };

    private static KeyValuePair<Type, Action<ExportStage>> Of<T>(Action<T, ExportStage> export) where T : Op
        => new(typeof(T), stage => export((T)stage.Node.Op, stage));
}
