using System.Text.Json.Nodes;
using Fovea.Kernels;
using static Fovea.Tests.ChoiceRig;

namespace Fovea.Tests;

/// <summary>Measured choices on disk: read back as they were, or refused with a reason.</summary>
public sealed class ChoicesFileTests : IDisposable
{
    private const string Broken = "\n  rule  the file holds what fovea tune wrote, unchanged\n  help  delete it and measure again: fovea tune NET --out FILE";
    private const string Elsewhere = "\n  rule  which algorithm is fastest depends on the processor and its kernels\n  help  measure here, into another file: fovea tune NET --out FILE";
    private readonly string folder = Directory.CreateTempSubdirectory("fovea-choices-").FullName;

    private string File => Path.Combine(folder, "tuned.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_file_is_read_as_it_was_written()
    {
        if (!HasChoice) return;
        AlgorithmChoices choices = Write();
        AlgorithmChoices read = AlgorithmChoices.Load(File);
        Assert.Equal((choices.Processor, choices.Variant), (read.Processor, read.Variant));
        Assert.Equal(choices.Choices.Select(c => c with { Milliseconds = read.Choices[0].Milliseconds }), read.Choices.Select(c => c with { Milliseconds = read.Choices[0].Milliseconds }));
        Assert.Equal(choices.Choices[0].Milliseconds, read.Choices[0].Milliseconds);
        Assert.Equal(["tuned.json"], Directory.EnumerateFiles(folder).Select(Path.GetFileName));
    }

    [Fact]
    public void Another_processor_s_file_is_refused()
    {
        if (!HasChoice) return;
        Change(json => json["processor"] = "Some Processor");
        Assert.Equal($"{File}: it was measured on Some Processor, this is {ProcessorModel.Name}{Elsewhere}", Refused());
    }

    [Fact]
    public void Other_kernels_file_is_refused()
    {
        if (!HasChoice) return;
        Change(json => json["variant"] = "Vector128");
        Assert.Equal($"{File}: it was measured with Vector128 kernels, these are {KernelTable.Resolve(KernelVariant.Auto)} kernels{Elsewhere}", Refused());
    }

    [Fact]
    public void A_later_format_is_refused()
    {
        Change(json => json["format"] = 2);
        Assert.Equal($"{File}: it is written in format 2, this program reads format 1\n  rule  a file says which format it has\n  help  measure again: fovea tune NET --out FILE", Refused());
    }

    [Fact]
    public void Choices_that_make_no_sense_are_named()
    {
        if (!HasChoice) return;
        void Check(string member, JsonNode value, string problem)
        {
            Change(json => json["choices"]![1]![member] = value);
            Assert.Equal($"{File}: choice 2, {problem}{Broken}", Refused());
        }
        Check("layer", "12x12x16 conv", "12x12x16 conv: these are no sizes of a convolution");
        Check("layer", "1x1x16 conv 16 5x5 pad 0,0,0,0", "1x1x16 conv 16 5x5 pad 0,0,0,0: these are no sizes of a convolution");
        Check("layer", "12x12x3 conv 32 3x3 pad 1,1,1,1", "12x12x3 conv 32 3x3 pad 1,1,1,1: F2 cannot compute it");
        Check("algorithm", "F3Window5", "12x12x16 conv 32 3x3 pad 1,1,1,1: F3Window5 cannot compute it");
        Check("batch", 0, "12x12x16 conv 32 3x3 pad 1,1,1,1: a batch of 0");
        Check("direction", "Forward", "12x12x16 conv 32 3x3 pad 1,1,1,1: it is there twice");
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("not json", "line 1 cannot be read or misses a member")]
    [InlineData("null", "format, processor, variant or choices are missing or null")]
    [InlineData("[]", "line 1 cannot be read or misses a member")]
    [InlineData("{\"format\":1}", "line 1 cannot be read or misses a member")]
    [InlineData("{\"format\":1,\"processor\":null,\"variant\":\"Avx2\",\"choices\":[]}", "format, processor, variant or choices are missing or null")]
    [InlineData("{\"format\":1,\"processor\":\"x\",\"variant\":\"Avx2\",\"choices\":[null]}", "format, processor, variant or choices are missing or null")]
    [InlineData("{\"format\":1,\"processor\":\"x\",\"variant\":\"Mmx\",\"choices\":[]}", "line 1 cannot be read or misses a member, at variant")]
    [InlineData("{\"format\":1,\"processor\":\"x\",\"variant\":\"Avx2\",\"choices\":[{\"layer\":\"x\"}]}", "line 1 cannot be read or misses a member, at choices[0]")]
    [InlineData("{\"format\":\"one\",\"processor\":\"x\",\"variant\":\"Avx2\",\"choices\":[]}", "line 1 cannot be read or misses a member, at format")]
    public void What_is_no_table_of_choices_is_refused(string text, string problem)
    {
        AtomicFile.WriteText(File, text);
        Assert.Equal($"{File}: {problem}{Broken}", Refused());
    }

    [Fact]
    public void A_cut_file_is_refused_wherever_it_is_cut()
    {
        Write();
        byte[] whole = System.IO.File.ReadAllBytes(File);
        for (int length = 0; length < whole.Length - 2; length += 7)
        {
            System.IO.File.WriteAllBytes(File, whole[..length]);
            Assert.EndsWith(Broken, Refused(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_that_is_not_there_says_how_to_make_it()
        => Assert.Equal($"{File}: there is no such file\n  rule  it holds measured choices of algorithms\n  help  measure them: fovea tune NET --out {File}", Assert.Throws<FileNotFoundException>(() => AlgorithmChoices.Load(File)).Message);

    [Fact]
    public void A_huge_file_is_not_read()
    {
        using (FileStream file = System.IO.File.Create(File)) file.SetLength(17 << 20);
        Assert.Equal($"{File}: it has 17,825,792 bytes, at most 16,777,216 are read{Broken}", Refused());
    }

    private string Refused() => Assert.Throws<AlgorithmChoicesException>(() => AlgorithmChoices.Load(File)).Message;

    private AlgorithmChoices Write()
    {
        AlgorithmChoices choices = Of(Choice("12x12x16 conv 32 3x3 pad 1,1,1,1", ConvAlgorithm.F4) with { Milliseconds = new Dictionary<ConvAlgorithm, double> { [ConvAlgorithm.Direct] = 1.25, [ConvAlgorithm.F4] = 0.5 } },
            Choice("12x12x16 conv 32 3x3 pad 1,1,1,1", ConvAlgorithm.F2, ConvDirection.WeightGradient));
        choices.Save(File);
        return choices;
    }

    private void Change(Action<JsonNode> change)
    {
        Write();
        JsonNode json = JsonNode.Parse(System.IO.File.ReadAllText(File))!;
        change(json);
        AtomicFile.WriteText(File, json.ToJsonString());
    }
}
