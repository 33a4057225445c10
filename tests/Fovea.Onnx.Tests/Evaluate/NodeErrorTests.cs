namespace Fovea.Onnx.Tests;

/// <summary>The whole text of what a wrong node gets.</summary>
public sealed class NodeErrorTests
{
    private static readonly OnnxTensor Image = OnnxTensor.Of([1, 4, 5, 5], new float[100]), Matrix = OnnxTensor.Of([2, 3], new float[6]);

    public static TheoryData<string, string> Texts => new()
    {
        { "axis", "Concat node 'n' (opset 13): axis 2 of a tensor with 2 axes\n  rule  an axis lies in −2 … 1" },
        { "sizes", "Add node 'n' (opset 13): inputs of 2×3 and 4 do not match\n  rule  sizes are equal or 1, counted from the last axis" },
        { "types", "Add node 'n' (opset 13): input 0 holds Float32 and input 1 Int64\n  rule  both are of one type" },
        { "missing", "Add node 'n' (opset 13): input 1 is missing" },
        { "stride", "Conv node 'n' (opset 13): strides 0, 1\n  rule  each lies in 1 … 2147483647" },
        { "group", "Conv node 'n' (opset 13): 4 channels in 3 groups with weights of 2×2×3×3\n  rule  channels = 2 · group, and 2 divides by group" },
        { "window", "Conv node 'n' (opset 13): a window of 7×7 does not fit 5×5\n  rule  size + pads ≥ dilation · (kernel − 1) + 1" },
        { "pads", "AveragePool node 'n' (opset 13): pads -1, 0, 0, 0\n  rule  each lies in 0 … 2147483647" },
        { "kernel", "MaxPool node 'n' (opset 13): has no attribute 'kernel_shape'" },
        { "reshape", "Reshape node 'n' (opset 13): 2×3 reshaped to 4×-1\n  rule  6 elements divide by 4" },
        { "index", "Gather node 'n' (opset 13): index 2 at axis 0 of size 2\n  rule  an index lies in −2 … 1" },
        { "block", "DepthToSpace node 'n' (opset 13): blocksize 0\n  rule  blocksize lies in 1 … 32768" },
        { "zero", "Div node 'n' (opset 13): an integer is divided by 0" },
        { "mode", "Pad node 'n' (opset 13): mode 'circular'\n  rule  constant, edge, reflect or wrap" },
        { "scalar", "OneHot node 'n' (opset 13): depth 0\n  rule  depth is at least 1" },
        { "step", "Slice node 'n' (opset 13): step 0 at axis 0\n  rule  a step is not 0" },
        { "perm", "Transpose node 'n' (opset 13): axes 0, 0\n  rule  an axis is named once" },
        { "matrix", "MatMul node 'n' (opset 13): 2×3 times 2×3\n  rule  the columns on the left are the rows on the right" },
        { "random", "Dropout node 'n' (opset 13): drops elements at random with ratio 0.5\n  rule  only what has one answer is evaluated\n  help  export the model for inference" },
        { "kind", "Concat node 'n' (opset 13): attribute 'axis' is a word, not an integer" },
        { "outputs", "Relu node 'n' (opset 13): has 2 outputs\n  rule  with these inputs and attributes the op gives 1" },
        { "unknown", "Frobnicate node 'n' (opset 13): Fovea does not know this op" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void An_error_says_what_is_wrong(string what, string text)
        => Assert.Equal("test.onnx: " + text, Assert.Throws<ModelFileException>(() => Node(what).Evaluate()).Message);

    private static OneNode Node(string what) => what switch
    {
        "axis" => new OneNode("Concat", 13, Matrix, Matrix).With("axis", 2),
        "sizes" => new("Add", 13, Matrix, OnnxTensor.Vector(1f, 2f, 3f, 4f)),
        "types" => new("Add", 13, Matrix, OnnxTensor.Vector(1L)),
        "missing" => new("Add", 13, Matrix),
        "stride" => new OneNode("Conv", 13, Image, OnnxTensor.Of([2, 4, 3, 3], new float[72])).With("strides", new[] { 0, 1 }),
        "group" => new OneNode("Conv", 13, Image, OnnxTensor.Of([2, 2, 3, 3], new float[36])).With("group", 3),
        "window" => new("Conv", 13, Image, OnnxTensor.Of([1, 4, 7, 7], new float[196])),
        "pads" => new OneNode("AveragePool", 13, Image).With("kernel_shape", new[] { 2, 2 }).With("pads", new[] { -1, 0, 0, 0 }),
        "kernel" => new("MaxPool", 13, Image),
        "reshape" => new("Reshape", 13, Matrix, OnnxTensor.Vector(4L, -1L)),
        "index" => new("Gather", 13, Matrix, OnnxTensor.Vector(2L)),
        "block" => new("DepthToSpace", 13, Image),
        "zero" => new("Div", 13, OnnxTensor.Vector(1), OnnxTensor.Vector(0)),
        "mode" => new OneNode("Pad", 13, Matrix, OnnxTensor.Vector(0L, 0, 0, 0)).With("mode", "circular"),
        "scalar" => new("OneHot", 13, OnnxTensor.Vector(1L), OnnxTensor.Scalar(0L), OnnxTensor.Vector(0f, 1f)),
        "step" => new("Slice", 13, Matrix, OnnxTensor.Vector(0L), OnnxTensor.Vector(1L), OnnxTensor.Vector(0L), OnnxTensor.Vector(0L)),
        "perm" => new OneNode("Transpose", 13, Matrix).With("perm", new[] { 0, 0 }),
        "matrix" => new("MatMul", 13, Matrix, Matrix),
        "random" => new("Dropout", 13, Matrix, OnnxTensor.Scalar(0.5f), OnnxTensor.Scalar(true)),
        "kind" => new OneNode("Concat", 13, Matrix).With("axis", "last"),
        "outputs" => new("Relu", 13, Matrix) { Outputs = 2 },
        _ => new("Frobnicate", 13, Matrix),
    };
}
