using System.Text.Json;

namespace Fovea.Analysis.Tests;

public sealed class FieldReportTests
{
    private const string Net = "9x9x1 | conv 2 3x3 | relu | concat(conv 2 3x3 ; conv 2 2x2) | maxpool 2 | 3 * conv 4 3x3 | flatten | dense 2";

    [Fact]
    public void Prints_where_fields_change()
    {
        string expected = """
            net: receptive fields in pixels of the 9×9×1 image

            node      output  field  least  jump  first centre
            input     9×9×1       1      1     1           0.5
            conv1     9×9×2       3      3     1           0.5
            conv2     9×9×2       5      5     1           0.5
            conv3     9×9×2       4      4     1             1
            concat1   9×9×4       5      4     1           0.5  joins paths whose centres lie 0.5 px apart
            maxpool1  4×4×4       6      5     2             1
            conv4     4×4×4      10      9     2             1
            conv5     4×4×4      14     13     2             1  adds no context
            conv6     4×4×4      18     17     2             1  adds no context
            flatten1  64        all

            receptive fields suit images of 17..18 px
            2 of 6 convolutions add no context at this input size: 56.9 % of the convolutions' parameters, 36.6 % of their MACs

            """.ReplaceLineEndings("\n");
        Assert.Equal(expected, FieldReport.Of(NetText.Parse(Net), "net").ToString());
    }

    [Fact]
    public void Json_has_every_node()
    {
        using JsonDocument json = JsonDocument.Parse(FieldReport.Of(NetText.Parse(Net), "net").ToJson());
        JsonElement join = json.RootElement.GetProperty("nodes").EnumerateArray().Single(n => n.GetProperty("name").GetString() == "concat1");
        Assert.Equal((0.5, false, 5, 4), (join.GetProperty("misalignment").GetDouble(), join.GetProperty("whole").GetBoolean(), join.GetProperty("field")[0].GetInt32(), join.GetProperty("least")[1].GetInt32()));
        Assert.Equal(["conv5", "conv6"], json.RootElement.GetProperty("border").EnumerateArray().Select(n => n.GetString()));
        Assert.Equal([17, 17, 18, 18], json.RootElement.GetProperty("feasible").EnumerateArray().Select(n => n.GetInt32()));
    }
}
