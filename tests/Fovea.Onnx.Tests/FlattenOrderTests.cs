namespace Fovea.Onnx.Tests;

/// <summary>Flattened maps are in C H W order in the file, in H W C order in Fovea: whoever reads them gets what it computes with.</summary>
public sealed class FlattenOrderTests
{
    [Theory]
    [InlineData("dense 7")]
    [InlineData("relu | dense 7")]
    [InlineData("bn | dropout 0.3 | gelu | dense 7")]
    [InlineData("layernorm | dense 7 | layernorm")]
    [InlineData("softmax | dense 7")]
    [InlineData("flatten | dense 7")]
    [InlineData("relu | flatten | tanh | dense 7")]
    [InlineData("residual(relu) | dense 7")]
    [InlineData("residual(dense 60) | dense 7")]
    [InlineData("residual(tanh ; bn) | dense 7")]
    [InlineData("concat( ; dense 3 ; layernorm) | bn | dense 7")]
    [InlineData("relu")]
    [InlineData("bn")]
    [InlineData("layernorm")]
    [InlineData("softmax")]
    [InlineData("dropout")]
    public void Whatever_follows_a_flatten_computes_with_the_right_elements(string after)
    {
        using Model model = Model.Parse($"5x4x3 | flatten | {after}");
        Values.Randomise(model, 1);
        for (int seed = 0; seed < 2; seed++) Runtime.Compare(model, 1e-5, model.ToString(), seed, options: new OnnxExportOptions { FoldBatchNorm = seed == 0 });
    }

    [Fact]
    public void A_flatten_alone_gives_Foveas_order()
    {
        using Model model = Model.Parse("5x4x3 | flatten");
        Runtime.Compare(model, 0, "flatten");
    }

    [Fact]
    public void A_dense_layer_needs_no_permutation()
    {
        using Model model = Model.Parse("5x4x3 | flatten | relu | dense 7");
        Assert.Equal(["Flatten", "Relu", "Gemm"], OnnxText.Ops(model));
    }

    [Fact]
    public void Elements_are_put_in_order_once_for_all_readers()
    {
        using Model model = Model.Parse("5x4x3 | flatten | concat( ; relu ; ) | dense 7");
        Assert.Equal(["Flatten", "Relu", "Reshape", "Transpose", "Flatten", "Reshape", "Transpose", "Flatten", "Concat", "Gemm"], OnnxText.Ops(model));
    }
}
