namespace Fovea.Kernels;

/// <summary>Which function is applied to every element.</summary>
public enum ActivationKind
{
    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x for x &gt; 0, otherwise slope·x.</summary>
    LeakyRelu,

    /// <summary>min(max(x, 0), 6).</summary>
    Relu6,

    /// <summary>x for x &gt; 0, otherwise alpha·(e^x − 1).</summary>
    Elu,

    /// <summary>1.0507·elu(x) with alpha 1.6733.</summary>
    Selu,

    /// <summary>x·Φ(x) with the exact error function.</summary>
    Gelu,

    /// <summary>x·sigmoid(x).</summary>
    Silu,

    /// <summary>x·relu6(x + 3) / 6.</summary>
    HardSwish,

    /// <summary>relu6(x + 3) / 6.</summary>
    HardSigmoid,

    /// <summary>ln(1 + e^x).</summary>
    Softplus,

    /// <summary>1 / (1 + e^−x).</summary>
    Sigmoid,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>e^x.</summary>
    Exp,

    /// <summary>ln x.</summary>
    Log,

    /// <summary>√x.</summary>
    Sqrt,

    /// <summary>|x|.</summary>
    Abs,

    /// <summary>−x.</summary>
    Negate,

    /// <summary>1 / x.</summary>
    Reciprocal,

    /// <summary>x / (1 + |x|).</summary>
    Softsign,

    /// <summary>x·tanh(ln(1 + e^x)).</summary>
    Mish,

    /// <summary>The error function.</summary>
    Erf,

    /// <summary>sin x.</summary>
    Sin,

    /// <summary>cos x.</summary>
    Cos,

    /// <summary>The next whole number below; its gradient is 0.</summary>
    Floor,

    /// <summary>The next whole number above; its gradient is 0.</summary>
    Ceiling,

    /// <summary>The nearest whole number, the even one in the middle; its gradient is 0.</summary>
    Round,

    /// <summary>−1, 0 or 1; its gradient is 0.</summary>
    Sign,

    /// <summary>x·(1 + tanh(√(2/π)·(x + 0.044715·x³))) / 2.</summary>
    TanhGelu,

    /// <summary>x for x &gt; 0, otherwise alpha·(e^(x/alpha) − 1).</summary>
    Celu,

    /// <summary>x for x &gt; alpha, otherwise 0.</summary>
    ThresholdedRelu,

    /// <summary>x to the power alpha.</summary>
    Raise,

    /// <summary>x between alpha and beta.</summary>
    Clip,
}

/// <summary>An activation with its parameter.</summary>
/// <param name="Kind">The function.</param>
/// <param name="Alpha">Slope of the leaky ReLU, alpha of the ELU, CELU and thresholded ReLU, the exponent, the lower bound; otherwise unused.</param>
/// <param name="Beta">The upper bound; otherwise unused.</param>
public readonly record struct ActivationFunction(ActivationKind Kind, float Alpha = 0, float Beta = 0)
{
    internal const float SeluScale = 1.0507009873554804934193349852946f;
    internal const float SeluAlpha = 1.6732632423543772848170429916717f;

    /// <summary>
    /// True when the gradient is computed from the output, so that the activation may overwrite its input; otherwise from the input.
    /// </summary>
    public bool BackwardReadsOutput => Kind switch
    {
        ActivationKind.Relu or ActivationKind.Relu6 or ActivationKind.Selu or ActivationKind.Sigmoid or ActivationKind.Tanh => true,
        ActivationKind.Exp or ActivationKind.Sqrt or ActivationKind.Reciprocal or ActivationKind.Celu or ActivationKind.Negate => true,
        ActivationKind.Floor or ActivationKind.Ceiling or ActivationKind.Round or ActivationKind.Sign => true,
        ActivationKind.LeakyRelu => Alpha > 0,
        ActivationKind.Elu => Alpha >= 0,
        _ => false,
    };
}

/// <summary>What a ReLU lets through on the way back. Explanations use the other two rules.</summary>
public enum ReluRule
{
    /// <summary>dY where x &gt; 0: the derivative.</summary>
    Standard,

    /// <summary>dY where x &gt; 0 and dY &gt; 0. Source: Springenberg et al., "Striving for simplicity", 2015.</summary>
    Guided,

    /// <summary>dY where dY &gt; 0. Source: Zeiler and Fergus, "Visualizing and understanding convolutional networks", 2014.</summary>
    Deconvnet,
}
