using System.Text.Json;

namespace Fovea.Analysis.Tests;

public sealed class SummaryTests
{
    private const string Tiny = "8x8x1 | conv 4 3x3 | relu | maxpool 2 | flatten | dense 3";

    // Hand-computed: 1.10 of the literature table (LeNet-5 modern, 28×28 padded by 2).
    [Fact]
    public void Counts_LeNet()
    {
        using Model model = Model.Parse(SmallNets.LeNet5, name: "lenet5");
        Summary summary = model.Summarize();
        Assert.Equal(61_706, summary.Parameters);
        Assert.Equal(416_520, summary.Macs);
        ReceptiveField field = summary.Nodes.Single(n => n.Name == "maxpool2").ReceptiveField;
        Assert.Equal((16, 4), (field.Height, field.JumpHeight));
    }

    [Fact]
    public void Prints_a_table()
    {
        string expected = """
            tiny: 8×8×1 → 3

            node      layer       output  parameters   share   MACs   share  field  jump     used
            input     input       8×8×1                                      1         1
            conv1     conv 4 3x3  8×8×4           40  17.0 %  2,304  92.3 %  3         1   84.0 %
            relu1     relu        8×8×4                                      3         1
            maxpool1  maxpool 2   4×4×4                                      4         2  100.0 %
            flatten1  flatten     64                                         all
            dense1    dense 3     3              195  83.0 %    192   7.7 %  all

            235 parameters (0.9 KB), 2,496 MACs an image, 14.7 % of them on padding
            activations at batch 64: 80.0 KB in inference, 192.0 KB in training with gradients

            """.ReplaceLineEndings("\n");
        Assert.Equal(expected, (Summary.Of(NetText.Parse(Tiny), "tiny") with { InferenceBytes = 80 << 10, TrainingBytes = 192 << 10 }).ToString());
    }

    [Fact]
    public void Marks_what_lint_has_to_say()
    {
        Summary summary = Summary.Of(NetText.Parse("32x32x3 | conv 16 3x3 | relu | conv 32 1x1 stride 2 | relu | globalavgpool | dense 10"));
        Assert.True(summary.Nodes.Single(n => n.Name == "conv2").IsMarked);
        string[] lines = summary.ToString().Split('\n');
        Assert.StartsWith("! conv2 ", lines.Single(l => l.Contains("conv2 ", StringComparison.Ordinal)));
        Assert.StartsWith("  node ", lines[2]);
        Assert.Contains(lines, l => l.StartsWith("! lint has ", StringComparison.Ordinal));
        Assert.Contains("| ! | `conv2` | `conv 32 1x1 stride 2` |", summary.ToMarkdown(), StringComparison.Ordinal);
    }

    [Fact]
    public void Says_which_layers_add_nothing()
    {
        string text = Summary.Of(NetText.Parse(VggNets.Vgg16.Replace("224x224x3", "32x32x3", StringComparison.Ordinal))).ToString();
        Assert.Contains("7 of 13 convolutions add no context at this input size (92.2 % of the convolutions' parameters, 51.2 % of their MACs): stage3.conv3, stage4.conv1,", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_has_a_row_for_each_node()
    {
        string expected = """
            ## tiny: 8×8×1 → 3

            | | node | layer | output | parameters | share | MACs | share | field | jump | used |
            |---|---|---|---|--:|--:|--:|--:|---|--:|--:|
            | | `input` | `input` | 8×8×1 |  |  |  |  | 1 | 1 |  |
            | | `conv1` | `conv 4 3x3` | 8×8×4 | 40 | 17.0 % | 2,304 | 92.3 % | 3 | 1 | 84.0 % |

            """.ReplaceLineEndings("\n");
        Assert.StartsWith(expected.TrimEnd('\n'), Summary.Of(NetText.Parse(Tiny), "tiny").ToMarkdown(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_the_documented_members()
    {
        using JsonDocument json = JsonDocument.Parse(Summary.Of(NetText.Parse(SmallNets.ResNet20)).ToJson());
        JsonElement root = json.RootElement, conv = root.GetProperty("nodes")[1], add = root.GetProperty("nodes").EnumerateArray().Last(n => n.GetProperty("op").GetString() == "add");
        Assert.Equal(272_474, root.GetProperty("parameters").GetInt64());
        Assert.Equal(("conv1", "conv 16 3x3 nobias"), (conv.GetProperty("name").GetString(), conv.GetProperty("op").GetString()));
        Assert.Equal([32, 32, 16], Numbers(conv, "output"));
        Assert.Equal([3, 3], Numbers(conv, "receptiveField"));
        Assert.Equal(Math.Round(94.0 / 96 * 94 / 96, 6), conv.GetProperty("mapUse").GetDouble());
        Assert.Equal([1, 1], Numbers(conv, "jump"));
        Assert.Equal([3, 3], Numbers(add, "minReceptiveField"));
        Assert.Equal([4, 4], Numbers(add, "jump"));
        Assert.Equal(JsonValueKind.Null, add.GetProperty("mapUse").ValueKind);
        Assert.Equal(Numbers(add, "receptiveField"), Numbers(root.GetProperty("feasibleInput"), "most"));
        Assert.Equal(0, root.GetProperty("borderLayers").GetArrayLength());
    }

    private static int[] Numbers(JsonElement of, string name) => [.. of.GetProperty(name).EnumerateArray().Select(e => e.GetInt32())];
}
