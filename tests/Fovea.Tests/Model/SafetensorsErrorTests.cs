using System.Buffers.Binary;
using System.Text;
using static Fovea.Tests.SafetensorsText;

namespace Fovea.Tests;

/// <summary>One broken or hostile file a test, with the sentence its owner reads.</summary>
public sealed class SafetensorsErrorTests
{
    private const string Damaged = "the file is damaged or was not written by a safetensors library; copy or export it again";

    private static void Says(byte[] file, string problem, string rule, string help, SafetensorsLimits? limits = null)
    {
        ModelFileException refusal = Refusal(file, limits);
        Assert.Equal($"cnn.safetensors: {problem}\n  rule  {rule}\n  help  {help}", refusal.Message);
        Assert.Equal("cnn.safetensors", refusal.File);
        Assert.Equal(problem, refusal.Problem);
    }

    private static void SaysProblem(byte[] file, string problem, SafetensorsLimits? limits = null)
        => Assert.Equal(problem, Refusal(file, limits).Problem);

    private static byte[] Length(ulong header, int length)
    {
        var file = new byte[length];
        BinaryPrimitives.WriteUInt64LittleEndian(file, header);
        return file;
    }

    [Fact]
    public void Empty_file() => Says(
        [],
        "holds 0 bytes, too few for a safetensors file",
        "8 bytes of header length, then the header, then the data; a regular file",
        "the file is empty, cut off or no regular file; copy or export it again");

    [Fact]
    public void Header_larger_than_the_limit() => Says(
        Length(17 << 20, 18 << 20),
        "says that its header has 17,825,792 bytes; the limit is 16,777,216",
        "the first 8 bytes hold the header's length, little-endian",
        $"{Damaged}, or raise SafetensorsLimits.HeaderBytes if you trust it");

    [Fact]
    public void Header_that_ends_after_the_file() => Says(
        Length(100, 50),
        "says that its header has 100 bytes, but only 42 follow",
        "header length ≤ file length − 8",
        "the file is cut off or no safetensors file; copy or export it again");

    [Theory]
    [InlineData(1UL << 63)]
    [InlineData(ulong.MaxValue)]
    [InlineData(long.MaxValue)]
    [InlineData((ulong)long.MaxValue - 8)]
    public void Header_length_near_an_overflow(ulong header)
        => SaysProblem(Length(header, 64), $"says that its header has {header:N0} bytes, but only 56 follow");

    [Fact]
    public void Header_of_length_zero() => SaysProblem(Length(0, 8), "its header starts with byte 0x00, not with '{'");

    [Fact]
    public void Header_that_is_no_object() => Says(
        File("[]"),
        "its header starts with byte 0x5b, not with '{'",
        "the header is a JSON object",
        Damaged);

    [Fact]
    public void Header_that_is_no_json()
    {
        ModelFileException refusal = Refusal(File("""{"a": }"""));
        Assert.StartsWith("its header is not the JSON of a safetensors file: '}' is an invalid start of a value.", refusal.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "Expected depth to be zero")]
    [InlineData("{} {}", "'{' is invalid after a single JSON value")]
    [InlineData("{}x", "'x' is invalid after a single JSON value")]
    [InlineData("{\"a\": // comment\n{}}", "'/' is")]
    [InlineData("{\"__metadata__\": {\"\\ud800\": \"\"}}", "Cannot read incomplete UTF-16 JSON text as string with missing low surrogate")]
    public void Header_with_broken_json(string header, string reason)
        => Assert.Contains(reason, Refusal(File(header)).Problem, StringComparison.Ordinal);

    [Fact]
    public void Header_that_is_no_utf8()
    {
        byte[] header = Encoding.UTF8.GetBytes("""{"a?":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}""");
        header[3] = 0xff;
        Assert.StartsWith("its header is not the JSON of a safetensors file: ", Refusal(File(header, 1)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_nested_ten_thousand_deep()
        => SaysProblem(
            File("{\"a\":" + new string('[', 10_000)),
            "its header is not the JSON of a safetensors file: tensor 'a': StartArray at byte 5 where StartObject is due");

    [Fact]
    public void Tensor_that_is_no_object()
        => SaysProblem(File("""{"a": 1}"""), "its header is not the JSON of a safetensors file: tensor 'a': Number at byte 6 where StartObject is due");

    [Theory]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", "dtype")]
    [InlineData("""{"a":{"dtype":"F32","data_offsets":[0,4]}}""", "shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", "data_offsets")]
    public void Tensor_without_a_key(string header, string key)
        => SaysProblem(File(header, 4), $"its header is not the JSON of a safetensors file: tensor 'a': {key} is missing");

    [Fact]
    public void Tensor_with_an_unknown_key() => SaysProblem(
        File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"__class__":"x"}}""", 4),
        "its header is not the JSON of a safetensors file: tensor 'a': the unknown key '__class__'");

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"shape":[2]}}""", "tensor 'a': the key 'shape' appears twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "tensor 'a' appears twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0061":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "tensor 'a' appears twice")]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"}}""", "the metadata key 'k' appears twice")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", "the key '__metadata__' appears twice")]
    public void Duplicate_keys(string header, string problem)
    {
        ModelFileException refusal = Refusal(File(header, 4));
        Assert.StartsWith(problem, refusal.Problem.Replace("tensor 'a': : ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("  rule  names are unique, so that no reader sees another file than the next\n", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Metadata_that_is_no_text()
        => SaysProblem(File("""{"__metadata__":{"k":1}}"""), "its header is not the JSON of a safetensors file: __metadata__: Number at byte 21 where String is due");

    [Fact]
    public void Unknown_dtype() => Says(
        File("""{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}""", 1),
        "tensor 'a': unknown dtype 'F8_E4M3'",
        "dtype is one of BOOL, U8, I8, U16, I16, F16, BF16, U32, I32, F32, U64, I64, F64",
        "convert the tensor to float32 before exporting it");

    [Fact]
    public void Shape_and_span_disagree() => Says(
        File("""{"conv1.weight":{"dtype":"F32","shape":[32,1,5,5],"data_offsets":[0,3000]}}""", 3000),
        "tensor 'conv1.weight': 32×1×5×5 of F32 needs 3,200 bytes, but data_offsets [0, 3000] span 3,000",
        "data_offsets span exactly shape × size of dtype",
        Damaged);

    [Fact]
    public void Scalar_and_span_disagree() => SaysProblem(
        File("""{"a":{"dtype":"F64","shape":[],"data_offsets":[0,4]}}""", 4),
        "tensor 'a': a scalar of F64 needs 8 bytes, but data_offsets [0, 4] span 4");

    [Fact]
    public void Shape_product_overflows() => Says(
        File("""{"x":{"dtype":"F32","shape":[65536,65536,65536,65536],"data_offsets":[0,4]}}""", 4),
        "tensor 'x': 65536×65536×65536×65536 = 1.8e+19 elements of F32 exceed what any file can hold",
        "the product of the axes times the bytes of an element is below 2^63",
        Damaged);

    [Fact]
    public void Shape_product_that_wraps_around_to_the_span() => SaysProblem(
        File("""{"x":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}}""", 4),
        "tensor 'x': 4611686018427387905 = 4.6e+18 elements of F32 exceed what any file can hold");

    [Theory]
    [InlineData("[-1]")]
    [InlineData("[1.5]")]
    [InlineData("[1e3]")]
    [InlineData("[9223372036854775808]")]
    public void Shape_that_is_no_whole_number(string shape) => SaysProblem(
        File($$$"""{"x":{"dtype":"F32","shape":{{{shape}}},"data_offsets":[0,4]}}""", 4),
        "its header is not the JSON of a safetensors file: tensor 'x': a number that is no whole number from 0 to 2^63 − 1");

    [Fact]
    public void More_axes_than_the_limit() => Says(
        File("""{"x":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", 4),
        "tensor 'x': has more than 8 axes",
        "at most 8 axes",
        "raise SafetensorsLimits.Dimensions if you trust the file");

    [Theory]
    [InlineData("[0,5]", "[0, 5]")]
    [InlineData("[4,0]", "[4, 0]")]
    [InlineData("[9223372036854775800,9223372036854775804]", "[9223372036854775800, 9223372036854775804]")]
    public void Offsets_outside_the_data(string offsets, string shown) => Says(
        File($$$"""{"x":{"dtype":"F32","shape":[1],"data_offsets":{{{offsets}}}}}""", 4),
        $"tensor 'x': data_offsets {shown} lie outside the 4 bytes of data",
        "0 ≤ begin ≤ end ≤ bytes of data",
        "the file is cut off or damaged; copy or export it again");

    [Theory]
    [InlineData("[0]")]
    [InlineData("[]")]
    [InlineData("[0,4,8]")]
    public void Offsets_that_are_no_pair(string offsets) => SaysProblem(
        File($$$"""{"x":{"dtype":"F32","shape":[1],"data_offsets":{{{offsets}}}}}""", 4),
        "its header is not the JSON of a safetensors file: tensor 'x': data_offsets is not [begin, end]");

    [Fact]
    public void Overlapping_tensors() => Says(
        File("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12),
        "tensor 'b': starts at 4, but the data before it ends at 8 (they overlap)",
        "tensors follow each other without holes or overlaps",
        Damaged);

    [Fact]
    public void Two_tensors_on_the_same_bytes() => SaysProblem(
        File("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8),
        "tensor 'b': starts at 0, but the data before it ends at 8 (they overlap)");

    [Fact]
    public void Hole_between_tensors() => SaysProblem(
        File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12),
        "tensor 'b': starts at 8, but the data before it ends at 4 (a hole of unclaimed bytes)");

    [Fact]
    public void Hole_before_the_first_tensor() => SaysProblem(
        File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8),
        "tensor 'a': starts at 4, but the data before it ends at 0 (a hole of unclaimed bytes)");

    [Fact]
    public void Bytes_after_the_last_tensor() => Says(
        File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 9),
        "5 bytes after the last tensor belong to no tensor",
        "the tensors cover the data to its last byte",
        "the file is damaged or something was appended to it; copy or export it again");

    [Fact]
    public void Zip_appended_to_a_sound_file()
    {
        byte[] file = [.. File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4), .. "PK\u0003\u0004 more"u8];
        SaysProblem(file, "9 bytes after the last tensor belong to no tensor");
    }

    [Fact]
    public void More_tensors_than_the_limit() => Says(
        File("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"b":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"c":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"""),
        "holds more than 2 tensors",
        "at most 2 tensors",
        "raise SafetensorsLimits.Tensors if you trust the file",
        new SafetensorsLimits { Tensors = 2 });

    [Fact]
    public void A_million_tensors_are_refused_by_default()
    {
        var header = new StringBuilder("{");
        for (int i = 0; i < 200_000; i++) header.Append($$"""{{(i == 0 ? "" : ",")}}"{{i}}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}""");
        SaysProblem(File(header.Append('}').ToString()), "holds more than 65,536 tensors");
    }

    [Fact]
    public void Name_longer_than_the_limit() => Says(
        File($$$"""{"{{{new string('x', 1025)}}}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"""),
        "a tensor's name has 1,025 characters",
        "at most 1,024 characters",
        "raise SafetensorsLimits.NameLength if you trust the file");

    [Fact]
    public void Control_characters_in_names_are_shown_as_escapes() => SaysProblem(
        File("""{"\u001b[2J\u202edne":{"dtype":"X","shape":[0],"data_offsets":[0,0]}}"""),
        "tensor '\\u001b[2J\\u202edne': unknown dtype 'X'");

    [Fact]
    public void Long_names_are_shortened_in_errors() => SaysProblem(
        File($$$"""{"{{{new string('x', 500)}}}":{"dtype":"X","shape":[0],"data_offsets":[0,0]}}"""),
        $"tensor '{new string('x', 80)}…': unknown dtype 'X'");
}
