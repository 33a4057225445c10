namespace Fovea.Cli.Tests;

/// <summary>Networks of ONNX files learn on: what is frozen keeps its bits, the rest moves, and the result is a file of ONNX again.</summary>
public sealed class OnnxTransferTests : IDisposable
{
    // A ResNet and a SqueezeNet in small: residual sums, batch norm, concatenations.
    private const string Net = """
        def block c { residual(conv c 3x3 nobias | bn | relu | conv c 3x3 nobias | bn) | relu }
        def fire a b { conv a 1x1 | relu | concat(conv b 1x1 | relu ; conv b 3x3 | relu) }
        8x8x1 | conv 8 3x3 nobias | bn | relu | block 8 | maxpool 2 | fire 8 8 | globalavgpool | dense 7
        """;

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--cache-features", "never")]
    [InlineData("--cache-features", "always")]
    [InlineData("--optimizer", "adamw")]
    public void An_imported_network_learns_and_what_is_frozen_keeps_its_bits(params string[] more)
    {
        using (Model foreign = Model.Parse(Net, seed: 5, name: "foreign"))
            Fovea.Onnx.Onnx.Save(foreign, folder["foreign.onnx"]);
        using Model before = Fovea.Onnx.Onnx.Load(folder["foreign.onnx"]);
        string[] names = [.. before.Parameters.All.Select(p => p.Name)];
        string last = before.Graph.Nodes.Last(n => n.Op is MaxPool).Name;

        Ended ended = Cli.Run(["train", "--from", folder["foreign.onnx"], Small.Folder(folder), "--freeze", $"..{last}", "--epochs", "2", "--out", folder["run"], .. more]);
        Assert.Equal((0, ""), (ended.Code, string.Join('\n', ended.Error.Split('\n').Where(l => l.StartsWith("fovea:", StringComparison.Ordinal)))));
        using Model after = ModelFile.Load(folder["run/weights/best.safetensors"]);
        Assert.Equal(2, after.Outputs);
        int frozen = 0, moved = 0;
        foreach (string name in names.Where(n => !n.StartsWith(before.Graph.Output.Name, StringComparison.Ordinal)))
        {
            bool same = before.Parameters[name].SequenceEqual(after.Parameters[name]);
            bool below = before.Graph[name[..name.LastIndexOf('.')]].Index < before.Graph[last].Index;
            Assert.True(same == below, $"{name} {(same ? "has not moved" : "has moved")}");
            if (below) frozen++;
            else moved++;
        }
        Assert.True(frozen >= 10 && moved >= 6, $"{frozen} frozen, {moved} moved");

        Assert.Equal(0, Cli.Run("convert", folder["run/weights/best.safetensors"], "--to", folder["again.onnx"]).Code);
        using Model again = Fovea.Onnx.Onnx.Load(folder["again.onnx"]);
        foreach (string name in names) Assert.Equal(after.Parameters[name].ToArray(), again.Parameters[name].ToArray());
    }
}
