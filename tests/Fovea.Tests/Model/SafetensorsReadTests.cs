using System.Runtime.InteropServices;
using static Fovea.Tests.SafetensorsText;

namespace Fovea.Tests;

public sealed class SafetensorsReadTests
{
    private static SafetensorsFile One<T>(string type, params T[] values)
        where T : struct
    {
        byte[] data = MemoryMarshal.AsBytes<T>(values).ToArray();
        byte[] file = File($$$"""{"x":{"dtype":"{{{type}}}","shape":[{{{values.Length}}}],"data_offsets":[0,{{{data.Length}}}]}}""", data.Length);
        data.CopyTo(file, file.Length - data.Length);
        return Read(file);
    }

    [Fact]
    public void Names_types_shapes_and_metadata()
    {
        using SafetensorsFile file = Read(File(
            """
            { "__metadata__": {"format": "pt", "graph": "28x28x1 | dense 10"},
              "b": {"dtype": "F32", "shape": [2, 3], "data_offsets": [8, 32]},
              "a": {"data_offsets": [0, 8], "shape": [], "dtype": "I64"},
              "none": {"dtype": "F16", "shape": [5, 0], "data_offsets": [32, 32]} }
            """,
            32));
        Assert.Equal("cnn.safetensors", file.Name);
        Assert.Equal("28x28x1 | dense 10", file.Metadata["graph"]);
        Assert.Equal(["a I64 []", "b F32 [2, 3]", "none F16 [5, 0]"], file.Entries.Select(e => e.ToString()));
        Assert.Equal([1L, 6, 0], file.Entries.Select(e => e.Length));
        Assert.Equal(Enumerable.Range(8, 24).Select(i => (byte)i), file.ReadBytes("b"));
        Assert.Empty(file.ReadFloats("none"));
        Assert.Null(file.Find("c"));
    }

    [Fact]
    public void A_file_without_tensors_is_sound()
    {
        using SafetensorsFile file = Read(File("{}"));
        Assert.Empty(file.Entries);
        Assert.Empty(file.Metadata);
    }

    [Fact]
    public void Floats_of_every_width()
    {
        using SafetensorsFile single = One("F32", 1f, -2.5f, float.NaN, float.PositiveInfinity);
        Assert.Equal([1f, -2.5f, float.NaN, float.PositiveInfinity], single.ReadFloats("x"));
        using SafetensorsFile half = One("F16", (Half)1, (Half)(-0.333f), Half.MaxValue, Half.Epsilon);
        Assert.Equal([1f, (float)(Half)(-0.333f), 65504f, MathF.Pow(2, -24)], half.ReadFloats("x"));
        using SafetensorsFile brain = One<ushort>("BF16", 0x3f80, 0xc049, 0x7f80);
        Assert.Equal([1f, -3.140625f, float.PositiveInfinity], brain.ReadFloats("x"));
        using SafetensorsFile wide = One("F64", 0.1, -1e300);
        Assert.Equal([0.1f, float.NegativeInfinity], wide.ReadFloats("x"));
    }

    [Fact]
    public void Integers_of_every_width()
    {
        using SafetensorsFile i8 = One<sbyte>("I8", -128, 127);
        Assert.Equal([-128L, 127], i8.ReadIntegers("x"));
        using SafetensorsFile u8 = One<byte>("U8", 0, 255);
        Assert.Equal([0f, 255f], u8.ReadFloats("x"));
        using SafetensorsFile flag = One<byte>("BOOL", 0, 1);
        Assert.Equal([0L, 1], flag.ReadIntegers("x"));
        using SafetensorsFile i16 = One<short>("I16", short.MinValue, 1);
        Assert.Equal([-32768L, 1], i16.ReadIntegers("x"));
        using SafetensorsFile u16 = One<ushort>("U16", ushort.MaxValue);
        Assert.Equal([65535f], u16.ReadFloats("x"));
        using SafetensorsFile i32 = One("I32", int.MinValue, 7);
        Assert.Equal([-2147483648L, 7], i32.ReadIntegers("x"));
        using SafetensorsFile u32 = One("U32", uint.MaxValue);
        Assert.Equal([4294967295L], u32.ReadIntegers("x"));
        using SafetensorsFile i64 = One("I64", long.MinValue, 1L << 24);
        Assert.Equal([-9.223372e18f, 16777216f], i64.ReadFloats("x"));
        using SafetensorsFile u64 = One<ulong>("U64", 1, long.MaxValue);
        Assert.Equal([1L, long.MaxValue], u64.ReadIntegers("x"));
    }

    [Fact]
    public void Conversion_in_chunks_reaches_every_element()
    {
        Half[] values = [.. Enumerable.Range(0, 70_000).Select(i => (Half)(i % 2048))];
        using SafetensorsFile file = One("F16", values);
        Assert.Equal(values.Select(v => (float)v), file.ReadFloats("x"));
    }

    [Fact]
    public void An_integer_that_is_no_float_is_refused_by_element()
    {
        using SafetensorsFile file = One("I32", 1, 16_777_217);
        Assert.Equal(
            "cnn.safetensors: tensor 'x': element 1 is 16,777,217 (I32), which float32 cannot hold exactly\n"
            + "  rule  I32 is read as float32 only where no value changes\n"
            + "  help  read it as raw bytes, or convert it before exporting it",
            Assert.Throws<ModelFileException>(() => file.ReadFloats("x")).Message);
        using SafetensorsFile wide = One("I64", long.MaxValue);
        Assert.Throws<ModelFileException>(() => wide.ReadFloats("x"));
        using SafetensorsFile unsigned = One("U64", ulong.MaxValue);
        Assert.Equal(
            "tensor 'x': element 0 is 18,446,744,073,709,551,615 (U64), which int64 cannot hold exactly",
            Assert.Throws<ModelFileException>(() => unsigned.ReadIntegers("x")).Problem);
    }

    [Fact]
    public void Floats_are_not_read_as_integers()
    {
        using SafetensorsFile file = One("F32", 1f);
        Assert.Equal("tensor 'x': is F32, not integers", Assert.Throws<ModelFileException>(() => file.ReadIntegers("x")).Problem);
    }

    [Fact]
    public void A_missing_tensor_says_what_there_is()
    {
        using SafetensorsFile file = One("F32", 1f);
        Assert.Equal(
            "cnn.safetensors: holds no tensor 'conv1.weight'\n  rule  a tensor is asked for by its exact name\n  help  it holds 'x'",
            Assert.Throws<ModelFileException>(() => file.ReadFloats("conv1.weight")).Message);
    }

    [Fact]
    public void Memory_of_another_length_is_refused()
    {
        using SafetensorsFile file = One("F32", 1f, 2f);
        Assert.Equal("x F32 [2] has 2 elements, the memory 3 (Parameter 'values')", Assert.Throws<ArgumentException>(() => file.ReadFloats("x", new float[3])).Message);
    }

    [Fact]
    public void A_file_that_shrinks_while_it_is_open_is_cut_off()
    {
        byte[] bytes = File("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", 16);
        using var stream = new MemoryStream();
        stream.Write(bytes);
        stream.Position = 0;
        using SafetensorsFile file = SafetensorsFile.Read(stream, "cnn.safetensors");
        stream.SetLength(bytes.Length - 1);
        Assert.Equal("tensor 'a': the file ended while it was read", Assert.Throws<ModelFileException>(() => file.ReadFloats("a")).Problem);
    }

    [Fact]
    public void A_path_that_is_no_file_is_an_io_error_or_says_so()
    {
        string folder = Directory.CreateTempSubdirectory("fovea").FullName;
        Assert.Throws<FileNotFoundException>(() => SafetensorsFile.Open(Path.Combine(folder, "none.safetensors")));
        Assert.Throws<UnauthorizedAccessException>(() => SafetensorsFile.Open(folder));
        string empty = Path.Combine(folder, "empty.safetensors");
        System.IO.File.WriteAllBytes(empty, []);
        Assert.Equal("holds 0 bytes, too few for a safetensors file", Assert.Throws<ModelFileException>(() => SafetensorsFile.Open(empty)).Problem);
        if (OperatingSystem.IsLinux())
            Assert.Equal("holds 0 bytes, too few for a safetensors file", Assert.Throws<ModelFileException>(() => SafetensorsFile.Open("/dev/zero")).Problem);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Converting_a_small_tensor_takes_little_memory()
    {
        using SafetensorsFile file = Read(Written(new Dictionary<string, string>(), new SafetensorsTensor("h", SafetensorsType.F16, [1], s => s.Write([0, 0x3c]))));
        file.ReadFloats("h");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal([1f], file.ReadFloats("h"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }
}
