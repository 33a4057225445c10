namespace Fovea;

/// <summary>What one node costs for one image. 1 MAC = 2 FLOP; padding counts as work.</summary>
/// <param name="Macs">Multiply-accumulates of the forward pass.</param>
/// <param name="Elementary">Other arithmetic per output: comparisons, additions, function values.</param>
public readonly record struct Cost(long Macs, long Elementary = 0)
{
    /// <summary>Sum.</summary>
    public static Cost operator +(Cost left, Cost right) => new(left.Macs + right.Macs, left.Elementary + right.Elementary);
}
