namespace Fovea.Kernels;

/// <summary>A part of the parameter block with its own weight decay and learning rate.</summary>
/// <param name="Start">First float.</param>
/// <param name="End">One past the last float.</param>
/// <param name="WeightDecay">Decay of these parameters.</param>
/// <param name="RateFactor">Multiplies the learning rate; 0 freezes the range, decay included.</param>
public readonly record struct UpdateRange(long Start, long End, float WeightDecay = 0, float RateFactor = 1);

/// <summary>What changes from step to step, in memory that every worker reads: the host writes it before a run.</summary>
public static class UpdateControl
{
    /// <summary>Index of the learning rate.</summary>
    public const int LearningRate = 0;

    /// <summary>Index of the factor of all gradients: 1, or what clipping demands.</summary>
    public const int GradientScale = 1;

    /// <summary>Index of the number of this update, beginning with 1: for bias correction. Exact up to 2^24 updates.</summary>
    public const int UpdateNumber = 2;

    /// <summary>Index of the global norm of the gradients; <see cref="ClipFactor"/> writes it.</summary>
    public const int GradientNorm = 3;

    /// <summary>Floats of the block.</summary>
    public const int Length = 4;
}
