using System.Text.Json;

namespace Fovea.Analysis.Tests;

public sealed class SummaryTests
{
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
        using Model model = Model.Parse("8x8x1 | conv 4 3x3 | relu | maxpool 2 | flatten | dense 3", name: "tiny");
        string expected = """
            tiny: 8×8×1 → 3

            node      layer       output        parameters           MACs   share  field
            input     input       8×8×1                                            1
            conv1     conv 4 3x3  8×8×4                 40          2,304   92.3%  3
            relu1     relu        8×8×4                                            3
            maxpool1  maxpool 2   4×4×4                                            4
            flatten1  flatten     64                                               all
            dense1    dense 3     3                    195            192    7.7%  all

            235 parameters (0.9 KB), 2,496 MACs an image

            """.ReplaceLineEndings("\n");
        Assert.StartsWith(expected, model.Summarize().ToString());
    }

    [Fact]
    public void Json_has_the_documented_members()
    {
        using Model model = Model.Parse(SmallNets.TwoConv, name: "twoconv");
        using JsonDocument json = JsonDocument.Parse(model.Summarize().ToJson());
        Assert.Equal(model.Graph.ParameterCount, json.RootElement.GetProperty("parameters").GetInt64());
        JsonElement conv = json.RootElement.GetProperty("nodes")[1];
        Assert.Equal("conv1", conv.GetProperty("name").GetString());
        Assert.Equal("conv 32 5x5", conv.GetProperty("op").GetString());
        Assert.Equal([28, 28, 32], conv.GetProperty("output").EnumerateArray().Select(e => e.GetInt32()));
        Assert.Equal(5, conv.GetProperty("receptiveField")[0].GetInt32());
    }
}
