using Fovea.Analysis;

namespace Fovea.Report;

/// <summary>A network's summary as a picture.</summary>
public static class SummaryWriter
{
    /// <summary>The pipeline from input to output as an SVG file: maps, receptive fields and costs, each to one scale.</summary>
    public static string ToSvg(Summary summary) => SvgFile.Of(PipelineDrawing.Draw(summary));
}
