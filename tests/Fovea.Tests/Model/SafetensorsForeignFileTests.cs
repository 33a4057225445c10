using static Fovea.Tests.SafetensorsText;

namespace Fovea.Tests;

/// <summary>Other kinds of files given as a model.</summary>
public sealed class SafetensorsForeignFileTests
{
    private const string Rule = "Fovea reads models from .safetensors files, which hold no code";
    private const string Export = "save the weights with safetensors.torch.save_file(model.state_dict(), \"model.safetensors\")";

    private static void Says(ReadOnlySpan<byte> start, string kind, string help)
    {
        var file = new byte[200];
        start.CopyTo(file);
        Assert.Equal($"cnn.safetensors: this is {kind}\n  rule  {Rule}\n  help  {help}", Refusal(file).Message);
    }

    [Fact]
    public void Pickle() => Says(
        [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9],
        "a pickle file; it can run code",
        $"{Export}, or export to ONNX");

    [Fact]
    public void Zip_of_torch_save() => Says(
        "PK\u0003\u0004\u0000\u0000\u0008\u0008archive/data.pkl"u8,
        "a zip archive, as torch.save writes it: a pickle file; it can run code",
        $"{Export}, or export to ONNX");

    [Fact]
    public void Keras_h5() => Says(
        [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a],
        "an HDF5 file, as Keras writes it",
        "save the weights with safetensors, or export to ONNX");

    [Fact]
    public void Gzip() => Says([0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0], "a gzip file", "unpack it first");

    [Fact]
    public void Onnx() => Says([0x08, 0x08, 0x12, 0x07, 0x70, 0x79, 0x74, 0x6f], "an ONNX file", "import it with Fovea.Onnx");

    [Fact]
    public void A_sound_header_of_640_bytes_is_no_pickle()
    {
        // 640 is 0x0280: the file's first two bytes are those of a pickle.
        byte[] file = File("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""".PadRight(640), 1);
        Assert.Equal((0x80, 0x02), (file[0], file[1]));
        using SafetensorsFile read = Read(file);
        Assert.Equal("a", Assert.Single(read.Entries).Name);
    }
}
