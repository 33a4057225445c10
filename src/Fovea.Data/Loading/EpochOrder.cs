using System.Numerics;
using Fovea.Kernels;

namespace Fovea.Data;

/// <summary>A shuffled order that is a function: position → image, keyed by (seed, epoch). No list, no state, nothing to save.</summary>
/// <remarks>
/// A Feistel network of eight Philox rounds on the smallest sufficient number of bits; positions that leave [0, count) walk on until
/// they return. Source: J. Black, P. Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002 (cycle walking).
/// </remarks>
internal readonly struct EpochOrder
{
    private const int Rounds = 8;
    private static readonly uint Stream = CounterRandom.Stream("loader.order");
    private readonly uint count;
    private readonly ulong seed;
    private readonly ulong epoch;
    private readonly int leftBits;
    private readonly int rightBits;

    public EpochOrder(int count, ulong seed, int epoch)
    {
        this.count = (uint)count;
        this.seed = seed;
        this.epoch = (ulong)epoch;
        int bits = count <= 1 ? 0 : 32 - BitOperations.LeadingZeroCount((uint)(count - 1));
        leftBits = bits / 2;
        rightBits = bits - leftBits;
    }

    /// <summary>The image at a position of the epoch; every image has exactly one position.</summary>
    public int this[int position]
    {
        get
        {
            if (count <= 1) return position;
            uint value = (uint)position;
            do value = Permute(value);
            while (value >= count);
            return (int)value;
        }
    }

    private uint Permute(uint value)
    {
        uint leftMask = (1u << leftBits) - 1, rightMask = (1u << rightBits) - 1;
        uint left = value >> rightBits, right = value & rightMask;
        for (uint round = 0; round < Rounds; round += 2)
        {
            left = (left ^ CounterRandom.Words(seed, Stream + round, epoch, right).A) & leftMask;
            right = (right ^ CounterRandom.Words(seed, Stream + round + 1, epoch, left).A) & rightMask;
        }
        return left << rightBits | right;
    }
}
