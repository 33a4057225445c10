using System.Numerics;

namespace Fovea.Fuzz;

/// <summary>SplitMix64: the same seed gives the same draws everywhere.</summary>
internal sealed class FuzzRandom(ulong seed)
{
    private ulong state = seed;

    public ulong Next()
    {
        ulong z = state += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    /// <summary>0 … below − 1; 0 where there is nothing below.</summary>
    public int Below(int below) => below <= 1 ? 0 : (int)(Next() % (uint)below);

    public bool OneIn(int n) => Below(n) == 0;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>A number as hostile files have it: near zero, near a power of two, or any.</summary>
    public ulong Interesting() => Below(8) switch
    {
        0 => 0,
        1 => (ulong)Below(16),
        2 => ulong.MaxValue - (ulong)Below(4),
        3 => (ulong)int.MaxValue + (ulong)Below(3) - 1,
        4 => (ulong)long.MaxValue + (ulong)Below(3) - 1,
        5 => BitOperations.RotateLeft(1UL, Below(64)) + (ulong)Below(3) - 1,
        6 => (ulong)Below(65_536),
        _ => Next(),
    };
}
