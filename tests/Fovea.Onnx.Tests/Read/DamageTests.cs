using Fovea.Fuzz;

namespace Fovea.Onnx.Tests;

/// <summary>Small sound models, damaged in every small way: an error or a graph, never a crash, a hang or a huge allocation.</summary>
public sealed class DamageTests
{
    private static readonly string Folder = Refusals.InRepository("tests", "fuzz", "corpus", "onnx-read");

    public static TheoryData<string> Models => [.. Directory.GetFiles(Folder, "*.onnx").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    private static void Try(byte[] bytes, string what)
    {
        Finding? finding = new FuzzWorker(FuzzTarget.All.Single(t => t.Name == "onnx-read"), [], 0).Try(bytes);
        Assert.True(finding is null, $"{what}: {finding?.What}");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Truncation_at_every_byte_is_an_error_or_a_graph(string model)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(Folder, model));
        for (int length = 0; length <= bytes.Length; length++) Try(bytes[..length], $"{model} cut at {length}");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_single_bit_flip_is_an_error_or_a_graph(string model)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(Folder, model));
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Try(bytes, $"{model} with bit {bit} flipped");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData("onnx-read", 50_000)]
    [InlineData("onnx-import", 10_000)]
    [InlineData("onnx-run", 3_000)]
    [InlineData("safetensors-read", 50_000)]
    public void A_short_run_of_the_fuzzer_finds_nothing(string name, int inputs)
    {
        FuzzTarget target = FuzzTarget.All.Single(t => t.Name == name);
        byte[][] seeds = [.. Directory.GetFiles(Refusals.InRepository("tests", "fuzz", "corpus", target.Corpus)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        var worker = new FuzzWorker(target, seeds, 20_261_125);
        while (worker.Inputs < inputs)
        {
            Finding? finding = worker.Step();
            Assert.True(finding is null, $"input {worker.Inputs}: {finding?.What}\n{Convert.ToBase64String(finding?.Input ?? [])}");
        }
        Assert.True(worker.Accepted > 200 && worker.Texts > 60, $"{worker.Accepted} read, {worker.Texts} texts: the fuzzer does not reach deep");
    }
}
