using static Fovea.Onnx.Tensors;

namespace Fovea.Onnx.Tests;

/// <summary>A vision transformer as PyTorch writes it.</summary>
public sealed class VitTests
{
    private const int Width = 12, Heads = 3, Size = Width / Heads, Tokens = 9;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Vision_transformer_is_attention_on_tokens(bool scaledBefore)
    {
        var f = new FileMaker(17, -1, 3, 12, 12);
        string patches = f.Node("Conv", ["image", f.Weight("patch_embed.proj.weight", Width, 3, 4, 4), f.Weight("patch_embed.proj.bias", Width)], Ints("strides", 4, 4));
        string x = f.Node("Transpose", [f.Node("Reshape", [patches, f.Ints(0, Width, -1)])], Ints("perm", 0, 2, 1));
        string batch = f.Node("Unsqueeze", [f.Node("Gather", [f.Node("Shape", [x]), f.Int(0)]), f.Ints(0)]);
        string token = f.Node("Expand", [f.Weight("cls_token", 1, 1, Width), f.Node("Concat", [batch, f.Ints(1, Width)], Int("axis", 0))]);
        x = f.Node("Add", [f.Node("Concat", [token, x], Int("axis", 1)), f.Weight("pos_embed", 1, Tokens + 1, Width)]);
        for (int i = 0; i < 2; i++) x = Block(f, x, $"blocks.{i}", scaledBefore);
        string y = f.Node("Gather", [Norm(f, x, "norm"), f.Int(0)], Int("axis", 1));
        (OnnxImportReport report, string ops) = Foreign.Check(f.Bytes(f.Node("Gemm", [y, f.Weight("head.weight", 5, Width), f.Weight("head.bias", 5)], Int("transB", 1))), "ViT");
        Assert.Equal(2, ops.Split(' ').Count(o => o == "attention"));
        Assert.Contains("token position", ops, StringComparison.Ordinal);
        Assert.Contains("gelu", ops, StringComparison.Ordinal);
        Assert.All(report.LayoutChanges, n => Assert.DoesNotContain("transpose", n, StringComparison.Ordinal));
    }

    private static string Norm(FileMaker f, string x, string name)
        => f.Node("LayerNormalization", [x, f.Positive(name + ".weight", Width), f.Weight(name + ".bias", Width)], Float("epsilon", 1e-6f));

    private static string Linear(FileMaker f, string x, string name, int from, int to)
        => f.Node("Add", [f.Weight(name + ".bias", to), f.Node("MatMul", [x, f.Weight("onnx::MatMul_" + name, from, to)])]);

    private static string Block(FileMaker f, string x, string name, bool scaledBefore)
    {
        string qkv = f.Node("Reshape", [Linear(f, Norm(f, x, name + ".norm1"), name + ".attn.qkv", Width, 3 * Width), f.Ints(0, -1, 3, Heads, Size)]);
        string parts = f.Node("Transpose", [qkv], Ints("perm", 2, 0, 3, 1, 4));
        string q = f.Node("Gather", [parts, f.Int(0)]), k = f.Node("Gather", [parts, f.Int(1)]), v = f.Node("Gather", [parts, f.Int(2)]);
        string turned = f.Node("Transpose", [k], Ints("perm", 0, 1, 3, 2)), scores;
        if (scaledBefore)
        {
            string root = f.Number(MathF.Pow(Size, -0.25f));
            scores = f.Node("MatMul", [f.Node("Mul", [q, root]), f.Node("Mul", [turned, root])]);
        }
        else
        {
            scores = f.Node("Div", [f.Node("MatMul", [q, turned]), f.Number(MathF.Sqrt(Size))]);
        }
        string heads = f.Node("MatMul", [f.Node("Softmax", [scores], Int("axis", -1)), v]);
        string joined = f.Node("Reshape", [f.Node("Transpose", [heads], Ints("perm", 0, 2, 1, 3)), f.Ints(0, -1, Width)]);
        x = f.Node("Add", [x, Linear(f, joined, name + ".attn.proj", Width, Width)]);
        string hidden = Linear(f, Norm(f, x, name + ".norm2"), name + ".mlp.fc1", Width, 4 * Width);
        string gate = f.Node("Add", [f.Node("Erf", [f.Node("Div", [hidden, f.Number(MathF.Sqrt(2))])]), f.Number(1)]);
        string gelu = f.Node("Mul", [f.Node("Mul", [hidden, gate]), f.Number(0.5f)]);
        return f.Node("Add", [x, Linear(f, gelu, name + ".mlp.fc2", 4 * Width, Width)]);
    }
}
