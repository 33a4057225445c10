namespace Fovea.Kernels.Tests;

/// <summary>How many times as fast as the reference kernels the vector kernels have to be at least.</summary>
/// <remarks>A third of what the 256-bit kernels reached on a Zen 4 that others kept busy (25 November 2026); the 128-bit kernels reach a bit less than half of that.</remarks>
internal static class SpeedBounds
{
    private const double OfVector128 = 0.4;

    private static readonly Dictionary<string, (double Forward, double InputGradient, double WeightGradient)> Wide = new()
    {
        ["3×3"] = (14, 14, 45),
        ["3×3 winograd4"] = (26, 30, 70),
        ["3×3 stride 2"] = (13, 10, 40),
        ["1×1"] = (9, 9, 50),
        ["5×5"] = (11, 11, 40),
        ["dense"] = (14, 13, 23),
        ["depthwise 3×3"] = (5, 5, 20),
    };

    /// <summary>The bound for one computation of a layer.</summary>
    public static double Of(string layer, KernelVariant variant, ConvDirection direction)
    {
        (double forward, double input, double weight) = Wide[layer];
        double bound = direction switch { ConvDirection.Forward => forward, ConvDirection.InputGradient => input, _ => weight };
        return variant == KernelVariant.Vector128 ? OfVector128 * bound : bound;
    }
}
