using System.Text;
using static Fovea.Onnx.Tests.Files;

namespace Fovea.Onnx.Tests;

/// <summary>Files of other kinds are named, with the way to an ONNX file.</summary>
public sealed class ForeignFileTests
{
    private static byte[] Safetensors()
    {
        using var stream = new MemoryStream();
        SafetensorsFile.Write(stream, new Dictionary<string, string>(), [SafetensorsTensor.Of("w", [1], new float[1])]);
        return stream.ToArray();
    }

    public static TheoryData<string, byte[]> Foreign => new()
    {
        { "a .pt file of today", [(byte)'P', (byte)'K', 3, 4, 0, 0, 8, 8] },
        { "a .pt or .pkl file", [0x80, 2, (byte)'}', (byte)'q', 0, (byte)'.'] },
        { "a .h5 file", [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0d, 0x0a, 0x1a, 0x0a] },
        { "a .tflite file", [0x1c, 0, 0, 0, .. "TFL3"u8] },
        { "an .ort file", [0x1c, 0, 0, 0, .. "ORTM"u8] },
        { "a .safetensors file", Safetensors() },
        { "a .gz file", [0x1f, 0x8b, 8, 0] },
        { "a GIF", [.. "GIF89a"u8, 1, 0, 1, 0] },
        { "a PNG", [0x89, (byte)'P', (byte)'N', (byte)'G'] },
        { "a JPEG", [0xff, 0xd8, 0xff, 0xe0] },
        { "a PDF", [.. "%PDF-1.7"u8] },
        { "a web page", Encoding.UTF8.GetBytes("\n  <!DOCTYPE html><html>") },
        { "a JSON file", Encoding.UTF8.GetBytes("{ \"error\": \"not found\" }") },
        { "a Git LFS pointer", Encoding.UTF8.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:00\n") },
        { "a text", Encoding.UTF8.GetBytes("hello") },
        { "zeros", new byte[100] },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void Another_kind_of_file_is_named(string what, byte[] bytes) => Refused(what, bytes);
}
