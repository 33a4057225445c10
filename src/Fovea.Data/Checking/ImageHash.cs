using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Fovea.Data;

/// <summary>A fingerprint of pixels, by which copies of an image are found whatever file they lie in.</summary>
public static class ImageHash
{
    /// <summary>The first 128 bits of SHA-256 over height, width, channels and pixels.</summary>
    public static UInt128 Of(Image image)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> result = stackalloc byte[32];
        BinaryPrimitives.WriteInt32LittleEndian(result, image.Height);
        BinaryPrimitives.WriteInt32LittleEndian(result[4..], image.Width);
        BinaryPrimitives.WriteInt32LittleEndian(result[8..], image.Channels);
        hash.AppendData(result[..12]);
        hash.AppendData(image.Pixels);
        hash.GetHashAndReset(result);
        return BinaryPrimitives.ReadUInt128LittleEndian(result);
    }
}
