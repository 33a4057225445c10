using static Fovea.Tests.SafetensorsText;

namespace Fovea.Tests;

/// <summary>Other kinds of files given as a model.</summary>
public sealed class SafetensorsForeignFileTests
{
    private const string Rule = "Fovea reads models from .safetensors files, which hold no code";
    private const string Keras = "in Keras: model.save_weights('x.weights.h5'), then load it into a network with Fovea.Keras, or fovea convert NET --weights x.weights.h5";

    private static void Says(ReadOnlySpan<byte> start, string kind, string help) => Assert.Equal($"cnn.safetensors: this is {kind}\n  rule  {Rule}\n  help  {help}", Refused(start));

    private static string Refused(ReadOnlySpan<byte> start)
    {
        var file = new byte[200];
        start.CopyTo(file);
        return Refusal(file).Message;
    }

    // torch.save of today and of before 1.6, pickle.dump of protocols 4, 0 and 1.
    public static TheoryData<byte[]> Pickles =>
    [
        "PK\u0003\u0004\u0000\u0000\u0008\u0008\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0010\u0000\u0000\u0000archive/data.pkl"u8.ToArray(),
        (byte[])[0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9],
        (byte[])[0x80, 0x04, 0x95, 0x1c, 0, 0, 0, 0, 0, 0, 0],
        "(dp0\nVconv1.weight\n"u8.ToArray(),
        "}q\u0000X\u000b"u8.ToArray(),
    ];

    [Theory]
    [MemberData(nameof(Pickles))]
    public void Pickle(byte[] start) => Assert.Equal(
        "cnn.safetensors: this is a pickle file, and reading one can run code\n"
        + "  rule  Fovea reads models and weights from .safetensors files, which hold no code\n"
        + "  help  python -c \"import torch, safetensors.torch as s; s.save_file(torch.load('cnn.safetensors', weights_only=True), 'cnn.safetensors')\"",
        Refused(start));

    [Fact]
    public void The_line_that_converts_names_another_file()
        => Assert.EndsWith("s.save_file(torch.load('nets/resnet18.pth', weights_only=True), 'nets/resnet18.safetensors')\"", PickleFile.Refusal("nets/resnet18.pth").Message, StringComparison.Ordinal);

    [Fact]
    public void Keras_h5() => Says([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a], "an HDF5 file, as Keras writes it", Keras);

    [Fact]
    public void Keras_zip() => Says(
        "PK\u0003\u0004\u0014\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\r\u0000\u0000\u0000metadata.json"u8,
        "a zip archive, as Keras writes it", Keras);

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
