namespace Fovea.Onnx.Tests;

public sealed class FoldingTests
{
    private static readonly OnnxExportOptions Fold = new() { FoldBatchNorm = true };

    [Theory]
    [InlineData("6x6x3 | conv 5 3x3 nobias | bn | relu | conv 4 3x3 | bn | flatten | dense 6 | bn | dense 2 nobias | bn", "Conv Relu Conv Flatten Gemm Gemm")]
    [InlineData("6x6x4 | depthwise 3x3 | bn eps 0.1 | conv 6 1x1 groups 2 | bn", "Conv Conv")]
    [InlineData("6x6x3 | bn | conv 3 3x3 | relu | bn", "BatchNormalization Conv Relu BatchNormalization")]
    [InlineData("6x6x3 | conv 3 3x3 | residual(bn)", "Conv BatchNormalization Add")]
    [InlineData("6x6x3 | conv 3 3x3 | bn | bn", "Conv BatchNormalization")]
    public void Batch_norm_goes_into_the_layer_before_it_when_nobody_else_reads_that_layer(string net, string ops)
    {
        using Model model = Model.Parse(net);
        Values.Randomise(model, 5);
        Assert.Equal(ops, string.Join(' ', OnnxText.Ops(model, Fold)));
        Runtime.Compare(model, 1e-5, net, options: Fold);
    }

    [Fact]
    public void By_default_the_batch_norm_stays()
    {
        using Model model = Model.Parse("6x6x3 | conv 5 3x3 nobias | bn | relu");
        Assert.Equal(["Conv", "BatchNormalization", "Relu"], OnnxText.Ops(model));
    }

    [Fact]
    public void The_value_keeps_the_name_of_the_batch_norm()
    {
        using Model model = Model.Parse("6x6x3 | conv 5 3x3 nobias | bn | relu");
        var graph = OnnxText.Read(model, Fold).Graph;
        Assert.Equal(["bn1", "relu1"], graph.Node.Select(n => Assert.Single(n.Output)));
        Assert.Equal(["conv1.weight", "conv1.bias"], graph.Initializer.Select(i => i.Name).Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public void The_model_itself_is_not_changed()
    {
        using Model model = Model.Parse("6x6x3 | conv 5 3x3 | bn");
        Values.Randomise(model, 5);
        float[] before = model.Parameters.Trainable.Span.ToArray();
        Runtime.Bytes(model, Fold);
        Assert.Equal(before, model.Parameters.Trainable.Span.ToArray());
    }
}
