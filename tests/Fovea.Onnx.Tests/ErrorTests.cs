namespace Fovea.Onnx.Tests;

public sealed class ErrorTests
{
    [Theory]
    [InlineData(17)]
    [InlineData(22)]
    public void An_opset_that_is_not_written_says_which_are(int opset)
    {
        using Model model = Model.Parse("4x4x1 | conv 2 3x3");
        var e = Assert.Throws<ArgumentException>(() => Onnx.Save(model, Stream.Null, new OnnxExportOptions { Opset = opset }));
        Assert.Equal($"ONNX opset {opset}\n  rule  the opset is 18 … 21\n  help  18 is the default and read by ONNX Runtime 1.14 and later", e.Message);
    }

    [Fact]
    public void A_model_beyond_2_GB_says_how_large_it_is()
    {
        // 536,870,912 weights and 512 offsets: found by the declaration, before a weight exists.
        Graph graph = NetText.Parse("1024x1024x1 | flatten | dense 512");
        var e = Assert.Throws<OnnxLimitException>(() => FileSize.Check("huge", graph));
        Assert.Equal(2_147_485_696, e.Bytes);
        Assert.Equal("huge: as ONNX it takes 2,147,485,696 bytes\n  rule  an ONNX file has at most 2,147,483,647 bytes, the limit of its format\n  help  save it as .safetensors, which has no such limit", e.Message);
    }

    [Fact]
    public void The_largest_model_that_fits_is_not_refused() => FileSize.Check("large", NetText.Parse("1024x1024x1 | flatten | dense 511"));
}
