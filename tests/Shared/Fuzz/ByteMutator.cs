using System.Buffers.Binary;

namespace Fovea.Fuzz;

/// <summary>Changes bytes without knowing what they mean.</summary>
internal static class ByteMutator
{
    public static byte[] Mutate(FuzzRandom random, byte[] bytes, byte[] other)
    {
        if (bytes.Length == 0) return [(byte)random.Below(256)];
        int at = random.Below(bytes.Length), length = random.Below(Math.Min(64, bytes.Length - at)) + 1;
        switch (random.Below(9))
        {
            case 0: return Changed(bytes, b => b[at] ^= (byte)(1 << random.Below(8)));
            case 1: return Changed(bytes, b => b[at] = (byte)random.Below(256));
            case 2: return Changed(bytes, b => b[at] += (byte)(random.OneIn(2) ? 1 : 255));
            case 3: return [.. bytes[..at], .. bytes[(at + length)..]];
            case 4: return [.. bytes[..at], .. bytes[at..(at + length)], .. bytes[at..]];
            case 5: return bytes[..at];
            case 6: return [.. bytes[..at], .. Enumerable.Range(0, length).Select(_ => (byte)random.Below(256)), .. bytes[at..]];
            case 7: return [.. bytes[..at], .. other[random.Below(other.Length)..]];
            default:
                return Changed(bytes, b =>
                {
                    Span<byte> number = stackalloc byte[8];
                    BinaryPrimitives.WriteUInt64LittleEndian(number, random.Interesting());
                    number[..Math.Min(1 << random.Below(4), b.Length - at)].CopyTo(b.AsSpan(at));
                });
        }
    }

    private static byte[] Changed(byte[] bytes, Action<byte[]> change)
    {
        byte[] copy = [.. bytes];
        change(copy);
        return copy;
    }
}
