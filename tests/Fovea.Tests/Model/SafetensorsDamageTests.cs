using CsCheck;
using static Fovea.Tests.SafetensorsText;

namespace Fovea.Tests;

/// <summary>A small sound file, damaged in every small way: an error or a file that loads, never a crash, a hang or a huge allocation.</summary>
public sealed class SafetensorsDamageTests
{
    private static readonly byte[] Sound = Written(
        new Dictionary<string, string> { ["graph"] = "4x4x1 | dense 2", ["labels"] = "[\"a\",\"é\"]" },
        SafetensorsTensor.Of("dense1.weight", [2, 16], new float[32]),
        SafetensorsTensor.Of("dense1.bias", [2], new float[] { 1, 2 }),
        SafetensorsTensor.Of("steps", [], new long[] { 7 }));

    private static bool Loads(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using SafetensorsFile file = Read(bytes);
            foreach (SafetensorsEntry entry in file.Entries) Assert.Equal(entry.Bytes, file.ReadBytes(entry.Name).Length);
            return true;
        }
        catch (ModelFileException e)
        {
            Assert.StartsWith("cnn.safetensors: ", e.Message, StringComparison.Ordinal);
            return false;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    [Fact]
    public void The_sound_file_loads() => Assert.True(Loads(Sound));

    [Fact]
    public void Truncation_at_every_byte_is_an_error()
    {
        for (int length = 0; length < Sound.Length; length++) Assert.False(Loads(Sound[..length]), $"cut at {length}");
    }

    [Fact]
    public void Every_single_bit_flip_is_an_error_or_a_file_that_loads()
    {
        int loaded = 0;
        for (int bit = 0; bit < Sound.Length * 8; bit++)
        {
            byte[] flipped = [.. Sound];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            if (Loads(flipped)) loaded++;
        }
        Assert.InRange(loaded, 48 * 8, Sound.Length * 8); // at the least the data itself may be any bits
    }

    [Fact]
    public void Random_headers_are_an_error_or_a_file_that_loads()
    {
        // Grammar-shaped noise: pieces of sound headers in random order reach deeper than random bytes.
        string[] pieces =
        [
            "{", "}", "[", "]", ":", ",", "\"a\"", "\"b\"", "\"__metadata__\"", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"F32\"", "\"I64\"", "0", "4",
            "8", "-1", "1e9", "9223372036854775807", "null", "true", " ", "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}", "[0,4]", "[4,8]",
        ];
        Gen.Int[0, pieces.Length - 1].Array[0, 30].Sample(
            picks =>
            {
                Loads(File("{" + string.Concat(picks.Select(p => pieces[p])), 8));
            },
            iter: 20_000,
            seed: "0000000000001",
            threads: 1);
    }
}
