using Fovea.Fuzz;
using static Fovea.Onnx.Tests.Files;

namespace Fovea.Onnx.Tests;

/// <summary>Every limit holds at its value and refuses one more; and bombs go off in little time and memory.</summary>
public sealed class LimitTests
{
    private static readonly byte[] Rich = Sound(
        g => g.Node("Constant", [], ["c"], n => n
                .Message(5, a => a.Text(1, "is").Number(20, 7).Number(8, 1).Number(8, 2))
                .Message(5, a => a.Text(1, "fs").Number(20, 6).Bytes(7, new byte[8]))
                .Message(5, a => a.Text(1, "s").Number(20, 3).Text(4, "abc")))
            .Message(5, t => t.Text(8, "w").Number(1, 4).Number(2, 7).Bytes(7, 1, 2, 3, 4)),
        w => w.Message(14, m => m.Text(1, "key").Text(2, "value")));

    // Some fields are walked twice, so it is not the number of fields in the file.
    private static int FieldsRead => Enumerable.Range(1, 1_000).First(n => Record.Exception(() => Read(Rich, new OnnxLimits { Fields = n })) is null);

    public static TheoryData<string, OnnxLimits, OnnxLimits> Limits => new()
    {
        { "FileBytes", new() { FileBytes = Rich.Length }, new() { FileBytes = Rich.Length - 1 } },
        { "Fields", new() { Fields = FieldsRead }, new() { Fields = FieldsRead - 1 } },
        { "Nodes", new() { Nodes = 2 }, new() { Nodes = 1 } },
        { "Links", new() { Links = 3 }, new() { Links = 2 } },
        { "Attributes", new() { Attributes = 3 }, new() { Attributes = 2 } },
        { "AttributeNumbers", new() { AttributeNumbers = 4 }, new() { AttributeNumbers = 3 } },
        { "Initializers", new() { Initializers = 1 }, new() { Initializers = 0 } },
        { "Values", new() { Values = 2 }, new() { Values = 1 } },
        { "Dimensions", new() { Dimensions = 1 }, new() { Dimensions = 0 } },
        { "NameBytes", new() { NameBytes = 8 }, new() { NameBytes = 7 } },
        { "TensorBytes", new() { TensorBytes = 32 }, new() { TensorBytes = 31 } },
        { "GrowthBytes", new() { GrowthBytes = 28 }, new() { GrowthBytes = 27 } },
        { "Strings", new() { Strings = 1 }, new() { Strings = 0 } },
        { "StringBytes", new() { StringBytes = 3 }, new() { StringBytes = 2 } },
        { "MetadataEntries", new() { MetadataEntries = 2 }, new() { MetadataEntries = 1 } },
        { "MetadataBytes", new() { MetadataBytes = 5 }, new() { MetadataBytes = 4 } },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_limit_holds_at_its_value_and_refuses_one_more(string name, OnnxLimits enough, OnnxLimits less)
    {
        Assert.Equal(2, Read(Rich, enough).Nodes.Count);
        Refused($"more than OnnxLimits.{name}", Rich, less);
    }

    [Fact]
    public void Every_limit_is_tested() => Assert.Equal(
        typeof(OnnxLimits).GetProperties().Select(p => p.Name).Where(n => n != "EqualityContract").Order(), Limits.Select(l => l.Data.Item1).Order());

    public static TheoryData<string> AllBombs => [.. Bombs.All.Keys];

    [Theory]
    [MemberData(nameof(AllBombs))]
    public void A_bomb_goes_off_in_little_memory(string bomb)
    {
        string path = Path.Combine(Path.GetTempPath(), $"fovea-bomb-{Environment.ProcessId}-{bomb}");
        try
        {
            using (var stream = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 20)) Bombs.All[bomb](stream);
            long size = new FileInfo(path).Length, before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                if (bomb.StartsWith("safetensors", StringComparison.Ordinal)) SafetensorsFile.Open(path).Dispose();
                else OnnxReader.Read(path);
            }
            catch (ModelFileException e)
            {
                Assert.StartsWith(path, e.Message, StringComparison.Ordinal);
            }
            // All that was ever taken is more than what was held at once, so this bounds the peak.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (256L << 20) + (3 * size));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
