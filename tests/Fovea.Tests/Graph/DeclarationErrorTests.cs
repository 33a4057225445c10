namespace Fovea.Tests;

/// <summary>The mistakes people make when they declare a network, with the whole text that they read.</summary>
public sealed class DeclarationErrorTests
{
    private static string Says(string net) => Assert.Throws<DeclarationException>(() => NetText.Parse(net, "digits.net.txt")).Message;

    private static void Says(string net, string problem, string? rule = null, string? help = null)
        => Assert.Equal(problem + (rule is null ? "" : $"\n  rule  {rule}") + (help is null ? "" : $"\n  help  {help}"), Says(net));

    [Fact]
    public void Window_larger_than_input_says_how_to_pad() => Says(
        "12x12x1 | conv 8 3x3 | maxpool 2 | maxpool 2 | conv 8 7x7 pad valid",
        "conv2 (digits.net.txt:1): a 7×7 window does not fit input 3×3×8",
        "H + padding ≥ dilation·(kernel − 1) + 1",
        "set padding: 3, or drop a pooling layer before this one");

    [Fact]
    public void Padded_window_larger_than_input_counts_the_padding() => Says(
        "3x3x1 | conv 8 7x7 pad 1",
        "conv1 (digits.net.txt:1): a 7×7 window does not fit input 3×3×1 padded by 2 rows and 2 columns",
        "H + padding ≥ dilation·(kernel − 1) + 1",
        "set padding: 3, or drop a pooling layer before this one");

    [Fact]
    public void Even_window_larger_than_input_gets_a_padding_that_helps() => Says(
        "1x1x1 | conv 8 2x2 pad valid",
        "conv1 (digits.net.txt:1): a 2×2 window does not fit input 1×1×1",
        "H + padding ≥ dilation·(kernel − 1) + 1",
        "set padding: 1, or drop a pooling layer before this one");

    [Fact]
    public void Groups_that_do_not_divide_name_both_sides() => Says(
        "8x8x3 | conv 8 3x3 groups 2",
        "conv1 (digits.net.txt:1): 2 groups do not divide 3 input and 8 output channels",
        "channels mod groups = 0 on both sides");

    [Fact]
    public void Dense_on_maps_offers_flatten_and_pooling() => Says(
        "28x28x1\n| conv 6 5x5\n| dense 10",
        "dense1 (digits.net.txt:3): a dense layer needs a vector, got feature maps 28×28×6",
        help: "put flatten (4,704 inputs) or globalavgpool (6 inputs) before it");

    [Fact]
    public void Convolution_on_a_vector_says_where_to_put_it() => Says(
        "8x8x1 | flatten | conv 3 3x3",
        "conv1 (digits.net.txt:1): a convolution needs feature maps, got a vector of 64",
        help: "put it before flatten and the global pooling");

    [Fact]
    public void Pooling_of_a_vector_says_where_to_put_it() => Says(
        "8x8x1 | flatten | maxpool 2",
        "maxpool1 (digits.net.txt:1): maxpool needs feature maps, got a vector of 64",
        help: "put it before flatten");

    [Fact]
    public void Sum_of_unlike_shapes_shows_the_shortcut() => Says(
        "8x8x3 | residual(conv 8 3x3 stride 2)",
        "add1 (digits.net.txt:1): add cannot join 4×4×8 and 8×8×3",
        "sizes are alike along each axis, or 1 where a value stretches",
        "give the shortcut a 1×1 convolution with the same stride and channels: residual(… ; conv C 1x1 stride S nobias | bn)");

    [Fact]
    public void Concat_of_unlike_maps_names_them() => Says(
        "8x8x3 | concat(conv 8 3x3 stride 2 ; )",
        "concat1 (digits.net.txt:1): concat cannot join 4×4×8 and 8×8×3",
        "height and width are alike");

    [Fact]
    public void Pool_larger_than_input_says_what_to_drop() => Says(
        "4x4x1 | maxpool 2 | maxpool 2 | maxpool 2",
        "maxpool3 (digits.net.txt:1): a 2×2 window does not fit input 1×1×1",
        "H + padding ≥ kernel",
        "drop a pooling layer before this one, or end with globalavgpool");

    [Fact]
    public void Pool_padded_by_its_window_says_the_rule() => Says(
        "8x8x1 | avgpool 2 pad 2",
        "avgpool1 (digits.net.txt:1): avgpool pads 2,2,2,2 around a 2×2 window",
        "padding < window, so that no window lies outside the image");

    [Theory]
    [InlineData("resize scale 2", "lacks its kind", "nearest, linear or cubic", "resize linear scale 2, or resize linear size 14x14")]
    [InlineData("resize linear", "lacks its size or scale", "one of the two", "resize linear scale 2, or resize linear size 14x14")]
    [InlineData("resize linear scale 2 size 4x4", "has a size and a scale", "one of the two", "resize linear scale 2, or resize linear size 14x14")]
    public void Resize_says_what_it_lacks(string layer, string error, string? rule, string? help) => Says($"8x8x8 | {layer}", $"resize (digits.net.txt:1): resize {error}", rule, help);

    [Theory]
    [InlineData("resize linear scale 0.1", "a scale of 0.1×0.1 leaves nothing of 8×8×8", "H·scale ≥ 1")]
    [InlineData("resize linear scale 5000", "resize by 5000×5000", "a scale is above 0, and at most 4096")]
    [InlineData("resize nearest scale 4096", "8×8×8 becomes 32,768×32,768×8", "an enlarged map has at most 1,073,741,824 numbers")]
    public void Resize_says_what_it_needs(string layer, string error, string? rule) => Says($"8x8x8 | {layer}", $"resize1 (digits.net.txt:1): {error}", rule);

    [Theory]
    [InlineData("convtranspose 4 2x2 stride 2 outpad 2", "output padding 2×2 with stride 2×2", "0 ≤ output padding < stride")]
    [InlineData("convtranspose 4 2x2 pad 5", "cutting 10 rows and 10 columns leaves nothing of input 8×8×8", "(H − 1)·stride + dilation·(kernel − 1) + 1 > padding", "use less padding")]
    [InlineData("convtranspose 4 3x3 groups 3", "3 groups do not divide 8 input and 4 output channels", "channels mod groups = 0 on both sides")]
    [InlineData("convtranspose 0 3x3", "0 output channels", "a convolution has at least one")]
    [InlineData("convtranspose 1 2x2 stride 4096 | convtranspose 1 2x2 stride 4096", "28674×28674×1 becomes 117,444,610×117,444,610", "feature maps are at most 65,536 pixels high and wide", null, 2)]
    [InlineData("flatten | convtranspose 4 3x3", "convtranspose needs feature maps, got a vector of 512", null, "put it before flatten")]
    public void Transposed_convolution_says_what_it_needs(string layer, string error, string? rule, string? help = null, int number = 1)
        => Says($"8x8x8 | {layer}", $"convtranspose{number} (digits.net.txt:1): {error}", rule, help);

    [Theory]
    [InlineData("lrn 4", "lrn1 (digits.net.txt:1): local response norm over 4 channels", "an odd number of channels, 1 to 4095", "as many on one side as on the other, and the channel itself")]
    [InlineData("lrn 5 k 0", "lrn1 (digits.net.txt:1): local response norm with k 0, alpha 0.0001, beta 0.75", "k, alpha and beta are above 0")]
    [InlineData("groupnorm 3", "groupnorm1 (digits.net.txt:1): 3 groups do not divide 8 channels", "channels mod groups = 0")]
    [InlineData("instancenorm eps 0", "instancenorm1 (digits.net.txt:1): group norm epsilon 0", "ε > 0")]
    [InlineData("flatten | groupnorm 2", "groupnorm1 (digits.net.txt:1): groupnorm needs feature maps, got a vector of 512", null, "put it before flatten")]
    public void Norms_say_what_they_need(string layer, string error, string? rule, string? help = null) => Says($"8x8x8 | {layer}", error, rule, help);

    [Fact]
    public void Dilated_pool_without_a_tap_on_the_image_says_so() => Says(
        "1x5x2 | maxpool 2 dilation 2 stride 1 pad 1x0",
        "maxpool1 (digits.net.txt:1): a 2×2 window with dilation 2×2 has no tap on input 1×5×2 padded by 2 rows and 0 columns",
        "every window reads a pixel of the image",
        "use a smaller dilation");

    [Fact]
    public void Dilated_pool_larger_than_input_says_its_span() => Says(
        "4x4x1 | maxpool 3 dilation 2",
        "maxpool1 (digits.net.txt:1): a 5×5 window does not fit input 4×4×1",
        "H + padding ≥ dilation·(kernel − 1) + 1",
        "drop a pooling layer before this one, or end with globalavgpool");

    [Theory]
    [InlineData("8x8x1 | convv 32 3x3", "convv", "conv")]
    [InlineData("8x8x1 | max_pool 2", "max_pool", "maxpool")]
    [InlineData("8x8x1 | maxpol 2", "maxpol", "maxpool")]
    [InlineData("8x8x1 | Conv 32 3x3", "Conv", "conv")]
    [InlineData("8x8x1 | droput 0.5", "droput", "dropout")]
    [InlineData("8x8x1 | residul(relu)", "residul", "residual")]
    [InlineData("def block { relu } 8x8x1 | blokc", "blokc", "block")]
    public void Misspelt_layer_is_guessed(string net, string word, string meant) => Says(
        net,
        $"{word} (digits.net.txt:1): there is no layer '{word}'; did you mean '{meant}'?",
        help: "the layers are conv, depthwise, convtranspose, local, dense, maxpool, avgpool, globalavgpool, globalmaxpool, bn, layernorm, groupnorm, instancenorm, lrn, dropout, add, mul, sub, div, max, min, "
            + "pow, concat, matmul, attention, reduce, reshape, transpose, slice, scale, position, token, flatten, pad, padchannels, resize, softmax, logsoftmax, relu, leakyrelu and 31 more");

    [Theory]
    [InlineData("conv 32 3x3 strid 2", "conv: 'strid' is not understood; did you mean 'stride'?")]
    [InlineData("conv 32 3x3 no_bias", "conv: 'no_bias' is not understood; did you mean 'nobias'?")]
    [InlineData("conv 32", "conv lacks its window such as 3x3")]
    [InlineData("conv", "conv lacks its number of output channels")]
    [InlineData("conv 3x3 32", "conv: '3x3' is no number of output channels")]
    [InlineData("conv 32 3x3x3", "conv: window such as 3x3 is a number or HxW, got '3x3x3'")]
    [InlineData("conv 32 3x3 stride", "conv: stride lacks its value")]
    [InlineData("conv 32 3x3 stride two", "conv: stride is a number or HxW, got 'two'")]
    [InlineData("conv 32 3x3 pad full", "conv: pad is same, valid, a number, HxW or top,bottom,left,right; got 'full'")]
    [InlineData("conv 32 3x3 groups 1.5", "conv: groups needs a whole number, got '1.5'")]
    [InlineData("dense", "dense lacks its number of outputs")]
    [InlineData("dense ten", "dense: 'ten' is no number of outputs")]
    [InlineData("dense -3", "dense: '-3' is no number of outputs")]
    [InlineData("dense 99999999999", "dense: '99999999999' is no number of outputs")]
    [InlineData("maxpool", "maxpool lacks its window such as 2 or 3x3")]
    [InlineData("maxpool 2 celi", "maxpool: 'celi' is not understood; did you mean 'ceil'?")]
    [InlineData("padchannels 8", "padchannels lacks its number of zero channels behind")]
    [InlineData("relu 3", "relu: '3' is not understood")]
    [InlineData("bn eps zero", "bn: eps needs a number, got 'zero'")]
    [InlineData("pad", "pad: it takes a number, HxW or top,bottom,left,right")]
    public void Layer_words_are_checked(string layer, string problem)
        => Says($"8x8x1 | {layer}", $"{layer.Split(' ')[0]} (digits.net.txt:1): {problem}");

    [Theory]
    [InlineData("conv 0 3x3", "conv1 (digits.net.txt:1): 0 output channels", "a convolution has at least one")]
    [InlineData("conv 3 0x3", "conv1 (digits.net.txt:1): window 0×3", "a window is at least 1×1")]
    [InlineData("conv 3 3x3 stride 0", "conv1 (digits.net.txt:1): stride 0×0", "a stride is at least 1×1")]
    [InlineData("conv 3 3x3 dilation 0", "conv1 (digits.net.txt:1): dilation 0×0", "a dilation is at least 1×1")]
    [InlineData("conv 3 5000", "conv1 (digits.net.txt:1): window 5000×5000", "a window is at most 4096×4096")]
    [InlineData("conv 3 3x3 groups 0", "conv1 (digits.net.txt:1): 0 groups do not divide 1 input and 3 output channels", "channels mod groups = 0 on both sides")]
    [InlineData("padchannels 0 2000000", "padchannels1 (digits.net.txt:1): padding 0 channels before and 2000000 behind", "0 to 1,048,576 channels on a side")]
    [InlineData("bn eps 0", "bn1 (digits.net.txt:1): batch norm epsilon 0", "ε > 0")]
    [InlineData("layernorm eps -1", "layernorm1 (digits.net.txt:1): layer norm epsilon -1", "ε > 0")]
    [InlineData("flatten | dense 0", "dense1 (digits.net.txt:1): 0 outputs", "a dense layer has at least one")]
    public void Numbers_out_of_range_say_the_rule(string layers, string problem, string rule) => Says($"8x8x1 | {layers}", problem, rule);

    [Fact]
    public void Dropout_of_everything_says_what_the_rate_is() => Says(
        "8 | dropout 1",
        "dropout1 (digits.net.txt:1): dropout 1",
        "0 ≤ rate < 1",
        "the rate is the share that is dropped");

    [Fact]
    public void Momentum_the_other_way_round_says_whose_it_is() => Says(
        "8 | bn momentum 1.1",
        "bn1 (digits.net.txt:1): batch norm momentum 1.1",
        "0 < momentum ≤ 1",
        "momentum is the weight of the new batch, as in PyTorch");

    [Fact]
    public void Duplicate_name_says_why_it_is_unique() => Says(
        "8x8x1 | a: relu | a: relu",
        "a (digits.net.txt:1): there is a node named a already",
        "a node's name is its activation's name, so it is unique",
        "leave the name out, or choose another");

    [Fact]
    public void Name_of_a_gradient_is_refused() => Says(
        "8x8x1 | conv1.grad: relu",
        "conv1.grad (digits.net.txt:1): 'conv1.grad' is no name for a node",
        "names ending in .grad mean gradients");

    [Fact]
    public void Name_with_odd_signs_is_refused() => Says(
        "8x8x1 | a/b: relu",
        "a/b (digits.net.txt:1): 'a/b' is no name for a node",
        "letters, digits, '.', '_' and '-', at most 200 of them");

    [Fact]
    public void Absurd_input_is_refused() => Says(
        "65536x65536x65536 | relu",
        "input (digits.net.txt:1): an activation of 65536×65536×65536 is too large",
        "height · width · channels ≤ 2,000,000,000");

    [Fact]
    public void Absurd_weights_are_refused() => Says(
        "64x64x65536 | conv 65536 3x3",
        "conv1 (digits.net.txt:1): 38,654,705,664 weights",
        "a layer has at most 1,073,741,824");

    [Fact]
    public void Absurd_dense_layer_is_refused() => Says(
        "4096x4096x64 | flatten | dense 1000",
        "dense1 (digits.net.txt:1): 1,073,741,824,000 weights",
        "a layer has at most 1,073,741,824");

    [Fact]
    public void Absurd_padding_is_refused() => Says(
        "8x8x1 | conv 1 3x3 pad 2147483647",
        "conv (digits.net.txt:1): padding 2147483647,2147483647,2147483647,2147483647",
        "padding is at most 4096 pixels on a side");

    [Fact]
    public void Many_large_layers_together_are_refused() => Says(
        "32768 | 4 * dense 32768",
        "the network has 4,295,098,368 parameters",
        "a network has at most 2,000,000,000",
        "put globalavgpool or pooling before the largest layer");

    [Fact]
    public void File_that_is_no_net_file_is_named()
    {
        string path = Path.Combine(Path.GetTempPath(), $"fovea-{Guid.NewGuid():N}.net.txt");
        var missing = Assert.Throws<FileNotFoundException>(() => NetText.Load(path));
        Assert.Equal($"there is no net file {path}", missing.Message);
        try
        {
            File.WriteAllBytes(path, new byte[(1 << 20) + 1]);
            Assert.Equal($"{path} has 1,048,577 bytes\n  rule  a net file has at most 1,048,576 bytes\n  help  is it a model file? Those end in .safetensors",
                Assert.Throws<DeclarationException>(() => NetText.Load(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
