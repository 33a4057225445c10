namespace Fovea;

/// <summary>Every layer that the text notation and model files know, by its word.</summary>
internal static class OpText
{
    private static readonly Dictionary<string, Func<OpArguments, Op>> Readers = new()
    {
        ["conv"] = Conv2d.Read,
        ["depthwise"] = Conv2d.ReadDepthwise,
        ["convtranspose"] = ConvTranspose2d.Read,
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
        ["concat"] = _ => new Concat(),
        ["flatten"] = _ => new Flatten(),
        ["pad"] = Pad.Read,
        ["padchannels"] = PadChannels.Read,
        ["resize"] = Resize.Read,
        ["softmax"] = _ => new Softmax(),
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
