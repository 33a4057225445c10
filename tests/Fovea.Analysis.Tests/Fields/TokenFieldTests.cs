namespace Fovea.Analysis.Tests.Fields;

/// <summary>Receptive fields of ops that cut, move and mix places.</summary>
public sealed class TokenFieldTests
{
    [Theory]
    [InlineData("16x16x4 | conv 4 3x3 | mul( ; sigmoid)", "3")]
    [InlineData("16x16x4 | conv 4 3x3 | scale | position | transpose hwc", "3")]
    [InlineData("16x16x4 | conv 4 3x3 | mul( ; globalavgpool | dense 4)", "all")]
    [InlineData("16x16x4 | conv 4 3x3 | mul( ; reduce mean hw)", "all")]
    [InlineData("16x16x4 | conv 4 3x3 | add( ; conv 1 1x1)", "3")]
    [InlineData("16x16x4 | conv 4 3x3 | reduce max c", "3")]
    [InlineData("16x16x4 | conv 4 3x3 | transpose whc", "all")]
    [InlineData("16x16x4 | conv 4 3x3 | concat h( ; )", "all")]
    [InlineData("16x16x4 | conv 4 3x3 | concat( ; )", "3")]
    [InlineData("16x16x4 | conv 4 3x3 | reshape 256x1x4 | attention 2(;;) | token", "all")]
    [InlineData("16x16x4 | conv 4 3x3 | matmul transposeb( ; )", "all")]
    [InlineData("16x16x4 | slice h 0,8,2 w 0,8,2 | conv 4 3x3", "5")]
    [InlineData("16x16x4 | conv 4 3x3 | slice h 15,16,-1", "all")]
    public void Field_of_the_output(string net, string field)
    {
        Graph graph = NetText.Parse(net);
        Assert.Equal(field, ReceptiveField.Of(graph)[graph.Output].ToString());
        _ = FieldReport.Of(graph, "net").ToString();
    }

    [Fact]
    public void A_cut_moves_the_first_centre_and_a_step_is_a_stride()
    {
        Graph graph = NetText.Parse("16x16x4 | slice h 4,6,2 w 1,10 | relu");
        ReceptiveField field = ReceptiveField.Of(graph)[graph.Output];
        Assert.Equal((4.5, 1.5, 2, 1), (field.StartTop, field.StartLeft, field.JumpHeight, field.JumpWidth));
    }
}
