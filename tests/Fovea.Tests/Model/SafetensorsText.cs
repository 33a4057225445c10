using System.Buffers.Binary;
using System.Text;

namespace Fovea.Tests;

/// <summary>Safetensors files written by hand, so that the reader is not tested against our own writer.</summary>
internal static class SafetensorsText
{
    public static byte[] File(string header, int dataBytes = 0) => File(Encoding.UTF8.GetBytes(header), dataBytes);

    public static byte[] File(byte[] header, int dataBytes = 0)
    {
        var file = new byte[8 + header.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        for (int i = 0; i < dataBytes; i++) file[8 + header.Length + i] = (byte)i;
        return file;
    }

    public static SafetensorsFile Read(byte[] file, SafetensorsLimits? limits = null)
        => SafetensorsFile.Read(new MemoryStream(file), "cnn.safetensors", limits);

    public static ModelFileException Refusal(byte[] file, SafetensorsLimits? limits = null)
        => Assert.Throws<ModelFileException>(() => Read(file, limits));

    public static byte[] Written(IReadOnlyDictionary<string, string> metadata, params SafetensorsTensor[] tensors)
    {
        using var stream = new MemoryStream();
        SafetensorsFile.Write(stream, metadata, tensors);
        return stream.ToArray();
    }
}
