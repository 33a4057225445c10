using System.Xml.Linq;
using Fovea.Analysis;

namespace Fovea.Report.Tests;

public sealed class PipelineDrawingTests
{
    private static Summary Of(string net, string name = "net") => Summary.Of(NetText.Parse(net), name);

    [Fact]
    public void A_stage_for_each_size()
    {
        IReadOnlyList<PipelineStage> stages = PipelineStage.Of(Of(ResNets.ResNet50));
        Assert.Equal(["224×224×3", "112×112×64", "56×56×256", "28×28×512", "14×14×1024", "7×7×2048", "2,048", "1,000"], stages.Select(s => s.Size));
        Assert.Equal(25_557_032, stages.Sum(s => s.Parameters));
        Assert.Equal((427, true), (stages[5].Field.Height, stages[7].Field.IsWhole));
    }

    // The image is 108 pixels wide; half as many rows and columns are 54.
    [Fact]
    public void Maps_are_drawn_to_one_scale()
    {
        Drawing drawing = PipelineDrawing.Draw(Of("32x16x3 | conv 8 3x3 | maxpool 2 | flatten | dense 10"));
        RectMark[] maps = [.. drawing.Marks.OfType<RectMark>().Where(m => m.Ink == Ink.Train && m.Height != 9)];
        Assert.Equal([(54.0, 108.0), (27.0, 54.0)], maps.Select(m => (m.Width, m.Height)));
    }

    [Fact]
    public void The_picture_is_sound_XML_and_says_what_it_shows()
    {
        foreach (string name in (string[])["lenet5", "densenet121", "mlp", "inception-v1"])
        {
            XElement svg = XDocument.Parse(SummaryWriter.ToSvg(Of(Zoo.Nets[name], "a<b>"))).Root!;
            Assert.StartsWith("a<b> drawn to scale: ", svg.Attribute("aria-label")!.Value);
        }
    }

    [Fact]
    public void Warnings_stand_under_their_stage()
    {
        const string net = "32x32x3 | conv 16 3x3 | relu | conv 32 1x1 stride 2 | relu | globalavgpool | dense 10";
        Assert.Contains(PipelineDrawing.Draw(Of(net)).Marks.OfType<TextMark>(), t => t.Text.StartsWith("! ", StringComparison.Ordinal));
    }
}
