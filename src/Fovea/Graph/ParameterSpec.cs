namespace Fovea;

/// <summary>A block of values that a node owns: what it is called, its shape in memory and what it is for.</summary>
/// <param name="Suffix">Last part of the name: <c>weight</c> in <c>conv1.weight</c>.</param>
/// <param name="Shape">Shape in memory: conv weights are [window H][window W][inputs / groups][outputs], dense weights [inputs][outputs], locally connected ones [pixels][window · inputs][outputs].</param>
/// <param name="Kind">What it is for; decides initial value, weight decay and the layout in files.</param>
/// <param name="FanIn">Inputs that one output sums over; scales the initial weights.</param>
public sealed record ParameterSpec(string Suffix, Shape Shape, ParameterKind Kind, int FanIn = 1)
{
    /// <summary>False for running statistics, which training measures instead of learning.</summary>
    public bool IsTrainable => Kind is not (ParameterKind.RunningMean or ParameterKind.RunningVariance);

    /// <summary>Weight decay acts on weights that multiply, not on offsets and scales.</summary>
    public bool IsDecayed => Kind is ParameterKind.ConvWeight or ParameterKind.DenseWeight or ParameterKind.LocalWeight;
}

/// <summary>What a parameter is for.</summary>
public enum ParameterKind
{
    /// <summary>Weights of a convolution.</summary>
    ConvWeight,

    /// <summary>Weights of a dense layer.</summary>
    DenseWeight,

    /// <summary>An offset.</summary>
    Bias,

    /// <summary>Scale of a normalisation, initially 1.</summary>
    NormScale,

    /// <summary>Offset of a normalisation, initially 0.</summary>
    NormShift,

    /// <summary>A learned value that is added to activations or stands among them: positions, tokens. Initially normal with deviation 0.02.</summary>
    Embedding,

    /// <summary>Running mean of batch normalisation, initially 0.</summary>
    RunningMean,

    /// <summary>Running variance of batch normalisation, initially 1.</summary>
    RunningVariance,

    /// <summary>Slope of a PReLU below zero, initially 0.25.</summary>
    Slope,

    /// <summary>Weights of a locally connected layer.</summary>
    LocalWeight,
}
