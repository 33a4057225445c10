using System.Text;
using CsCheck;
using static Fovea.Tests.SafetensorsText;

namespace Fovea.Tests;

public sealed class SafetensorsWriteTests
{
    private static readonly Dictionary<string, string> None = [];

    [Fact]
    public void The_bytes_of_a_small_file_are_these()
    {
        byte[] file = Written(
            new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" },
            SafetensorsTensor.Of("w", [1, 2], new float[] { 1, -2 }),
            SafetensorsTensor.Of("n", [], new long[] { 3 }),
            SafetensorsTensor.Of("raw", [3], new byte[] { 7, 8, 9 }));
        string header = """{"__metadata__":{"a":"1","b":"2"},"n":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]},"raw":{"dtype":"U8","shape":[3],"data_offsets":[16,19]}}""";
        header = header.PadRight((header.Length + 7) / 8 * 8);
        Assert.Equal(header.Length, BitConverter.ToInt64(file));
        Assert.Equal(header, Encoding.UTF8.GetString(file.AsSpan(8, header.Length)));
        Assert.Equal([3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 7, 8, 9], file.AsSpan(8 + header.Length).ToArray());
    }

    [Fact]
    public void Order_of_tensors_and_metadata_does_not_change_a_byte()
    {
        SafetensorsTensor a = SafetensorsTensor.Of("a", [2], new float[] { 1, 2 }), b = SafetensorsTensor.Of("b", [1], new float[] { 3 });
        Assert.Equal(
            Written(new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" }, a, b),
            Written(new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" }, b, a));
    }

    [Fact]
    public void What_is_written_is_read_back() => Gen.Select(
            Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 12], Gen.Int[0, 5].Array[0, 4], Gen.Int).List[0, 12],
            Gen.Dictionary(Gen.String[Gen.Char['\0', '\ud7ff'], 0, 12], Gen.String[Gen.Char['\0', '\ud7ff'], 0, 30])[0, 5])
        .Sample(
            (shapes, metadata) =>
            {
                var random = new Dictionary<string, (long[] Shape, float[] Values)>();
                foreach ((string name, int[] shape, int seed) in shapes)
                    random[name] = ([.. shape.Select(s => (long)s)], [.. Enumerable.Range(0, shape.Aggregate(1, (p, s) => p * s)).Select(i => seed * 0.37f + i)]);
                byte[] bytes = Written(metadata, [.. random.Select(t => SafetensorsTensor.Of(t.Key, t.Value.Shape, t.Value.Values))]);
                using SafetensorsFile file = Read(bytes);
                Assert.Equal(metadata, file.Metadata.ToDictionary());
                Assert.Equal(random.Count, file.Entries.Count);
                foreach ((string name, (long[] shape, float[] values)) in random)
                {
                    Assert.Equal(shape, file.Find(name)!.Shape);
                    Assert.Equal(values, file.ReadFloats(name));
                }
            },
            iter: 500,
            seed: "0000000000002",
            threads: 1);

    [Fact]
    public void Data_starts_at_a_multiple_of_eight()
    {
        for (int length = 1; length < 20; length++)
            Assert.Equal(0, BitConverter.ToInt64(Written(None, SafetensorsTensor.Of(new string('x', length), [1], new float[1]))) % 8);
    }

    [Fact]
    public void A_name_given_twice_is_refused()
    {
        SafetensorsTensor tensor = SafetensorsTensor.Of("w", [1], new float[1]);
        Assert.Equal("the tensor name 'w' is taken", Assert.Throws<ArgumentException>(() => Written(None, tensor, tensor)).Message);
        Assert.Equal(
            "the tensor name '__metadata__' is taken",
            Assert.Throws<ArgumentException>(() => Written(None, tensor with { Name = "__metadata__" })).Message);
    }

    [Fact]
    public void A_tensor_that_writes_another_length_is_refused() => Assert.Equal(
        "tensor 'w' wrote 4 bytes; its shape and type say 8 (Parameter 'tensors')",
        Assert.Throws<ArgumentException>(() => Written(None, SafetensorsTensor.Of("w", [2], new float[1]))).Message);

    [Fact]
    public void A_shape_that_the_reader_would_refuse_is_refused()
    {
        Assert.Equal(
            "tensor 'w': 9 axes; at most 8",
            Assert.Throws<ArgumentException>(() => Written(None, SafetensorsTensor.Of("w", [1, 1, 1, 1, 1, 1, 1, 1, 1], new float[1]))).Message);
        Assert.Equal(
            "tensor 'w': [-1] is no shape of at most 2^63 − 1 bytes",
            Assert.Throws<ArgumentException>(() => Written(None, SafetensorsTensor.Of("w", [-1], new float[1]))).Message);
    }
}
