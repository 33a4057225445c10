namespace Fovea;

/// <summary>Every layer that the text notation and model files know, by its word.</summary>
internal static class OpText
{
    private static readonly Dictionary<string, Func<OpArguments, Op>> Readers = new()
    {
        ["conv"] = Conv2d.Read,
        ["depthwise"] = Conv2d.ReadDepthwise,
        ["convtranspose"] = ConvTranspose2d.Read,
        ["local"] = LocallyConnected2d.Read,
        ["dense"] = Dense.Read,
        ["maxpool"] = MaxPool.Read,
        ["avgpool"] = AveragePool.Read,
        ["globalavgpool"] = _ => new GlobalAveragePool(),
        ["globalmaxpool"] = _ => new GlobalMaxPool(),
        ["bn"] = BatchNorm.Read,
        ["layernorm"] = LayerNorm.Read,
        ["groupnorm"] = GroupNorm.Read,
        ["instancenorm"] = GroupNorm.ReadInstance,
        ["lrn"] = LocalResponseNorm.Read,
        ["dropout"] = Dropout.Read,
        ["add"] = _ => new Add(),
        ["mul"] = _ => new Multiply(),
        ["sub"] = _ => new Subtract(),
        ["div"] = _ => new Divide(),
        ["max"] = _ => new Maximum(),
        ["min"] = _ => new Minimum(),
        ["pow"] = _ => new Power(),
        ["concat"] = Concat.Read,
        ["matmul"] = MatMul.Read,
        ["attention"] = Attention.Read,
        ["reduce"] = Reduce.Read,
        ["reshape"] = Reshape.Read,
        ["transpose"] = Transpose.Read,
        ["slice"] = Slice.Read,
        ["scale"] = Scale.Read,
        ["position"] = _ => new Position(),
        ["token"] = _ => new ClassToken(),
        ["flatten"] = _ => new Flatten(),
        ["pad"] = Pad.Read,
        ["padchannels"] = PadChannels.Read,
        ["resize"] = Resize.Read,
        ["softmax"] = _ => new Softmax(),
        ["logsoftmax"] = _ => new LogSoftmax(),
        ["relu"] = _ => new Relu(),
        ["leakyrelu"] = LeakyRelu.Read,
        ["prelu"] = PRelu.Read,
        ["relu6"] = _ => new Relu6(),
        ["elu"] = Elu.Read,
        ["selu"] = _ => new Selu(),
        ["gelu"] = _ => new Gelu(),
        ["silu"] = _ => new Silu(),
        ["hardswish"] = _ => new HardSwish(),
        ["hardsigmoid"] = _ => new HardSigmoid(),
        ["softplus"] = _ => new Softplus(),
        ["sigmoid"] = _ => new Sigmoid(),
        ["tanh"] = _ => new Tanh(),
        ["exp"] = _ => new Exp(),
        ["log"] = _ => new Log(),
        ["sqrt"] = _ => new Sqrt(),
        ["abs"] = _ => new Abs(),
        ["neg"] = _ => new Negate(),
        ["reciprocal"] = _ => new Reciprocal(),
        ["softsign"] = _ => new Softsign(),
        ["mish"] = _ => new Mish(),
        ["erf"] = _ => new Erf(),
        ["sin"] = _ => new Sin(),
        ["cos"] = _ => new Cos(),
        ["floor"] = _ => new Floor(),
        ["ceil"] = _ => new Ceiling(),
        ["round"] = _ => new Round(),
        ["sign"] = _ => new Sign(),
        ["tanhgelu"] = _ => new TanhGelu(),
        ["celu"] = Celu.Read,
        ["thresholdedrelu"] = ThresholdedRelu.Read,
        ["raise"] = Raise.Read,
        ["clip"] = Clip.Read,
    };

    public static IEnumerable<string> Words => Readers.Keys;

    /// <summary>An op from its words: <c>["conv", "32", "5x5"]</c>.</summary>
    public static Op Read(IReadOnlyList<string> words, IEnumerable<string>? otherNames = null)
    {
        if (!Readers.TryGetValue(words[0], out Func<OpArguments, Op>? reader))
            throw new DeclarationException($"there is no layer '{words[0]}'{Spelling.DidYouMean(words[0], Readers.Keys.Concat(otherNames ?? []))}",
                null, "the layers are " + Spelling.List(Readers.Keys, 40));
        var arguments = new OpArguments(words[0], [.. words.Skip(1)]);
        Op op = reader(arguments);
        arguments.End();
        return op;
    }
}
