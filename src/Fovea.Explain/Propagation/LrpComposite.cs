namespace Fovea.Explain;

/// <summary>Which rule goes where.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Dense">For dense layers.</param>
/// <param name="Convolution">For convolutions.</param>
/// <param name="First">For the layers that read the image.</param>
public sealed record LrpComposite(string Name, LrpRule Dense, LrpRule Convolution, LrpFirst First = LrpFirst.Same)
{
    /// <summary>ε everywhere: gradient × input in networks of ReLUs without biases.</summary>
    public static LrpComposite Epsilon { get; } = Uniform("ε", new LrpEpsilon());

    /// <summary>γ everywhere.</summary>
    public static LrpComposite Gamma { get; } = Uniform("γ", new LrpGamma());

    /// <summary>z⁺ everywhere. Chains of it hardly depend on the class (Sixt, Granz, Landgraf 2020).</summary>
    public static LrpComposite ZPlus { get; } = Uniform("z⁺", LrpAlphaBeta.ZPlus);

    /// <summary>α = 2, β = 1 everywhere.</summary>
    public static LrpComposite AlphaBeta { get; } = Uniform("αβ", new LrpAlphaBeta());

    /// <summary>ε for dense layers, z⁺ for convolutions, flat for the first.</summary>
    public static LrpComposite EpsilonPlusFlat { get; } = new("ε, z⁺, flat", new LrpEpsilon(), LrpAlphaBeta.ZPlus, LrpFirst.Flat);

    /// <summary>ε for dense layers, γ for convolutions, zᴮ for the first.</summary>
    public static LrpComposite EpsilonGammaBox { get; } = new("ε, γ, box", new LrpEpsilon(), new LrpGamma(), LrpFirst.Box);

    /// <summary>ε for dense layers, α = 2 and β = 1 for convolutions, flat for the first.</summary>
    public static LrpComposite EpsilonAlpha2Beta1Flat { get; } = new("ε, α2β1, flat", new LrpEpsilon(), new LrpAlphaBeta(), LrpFirst.Flat);

    /// <summary>One rule everywhere.</summary>
    public static LrpComposite Uniform(string name, LrpRule rule) => new(name, rule, rule);
}

/// <summary>The rule of layers that read the image, whose values are no activations.</summary>
public enum LrpFirst
{
    /// <summary>As the other layers of its kind.</summary>
    Same,

    /// <summary>zᴮ: <c>c = x·w − l·w⁺ − h·w⁻</c> with l and h the least and the largest value of a channel (Montavon et al. 2017).</summary>
    Box,

    /// <summary>w²: <c>c = w²</c>, whatever the pixels are (Montavon et al. 2017).</summary>
    WSquare,

    /// <summary>Flat: <c>c = 1</c>, the window's pixels share alike (Bach et al. 2016).</summary>
    Flat,
}
