namespace Fovea.Report;

/// <summary>Image, map and overlay of each explained answer, with the map's real range: <c>gradcam.png</c>.</summary>
internal static class CamSheet
{
    internal static Drawing Draw(IReadOnlyList<CamPicture> cams)
    {
        const double margin = SheetParts.Margin, box = 132, step = 3 * box + 44;
        const double row = box + 66;
        int columns = Math.Min(2, cams.Count);
        var marks = new List<Mark> { new TextMark(margin, margin + 14, $"{cams[0].Method}: image, map, map over image", 15, Ink.Text, Bold: true) };
        for (int i = 0; i < cams.Count; i++)
        {
            CamPicture cam = cams[i];
            double x = margin + i % columns * step, y = margin + 32 + i / columns * row;
            marks.Add(SheetParts.Boxed(cam.Image, x, y, box));
            CamOverlay map = CamOverlay.Draw(cam, (int)box * 2, alpha: 255), over = CamOverlay.Draw(cam, (int)box * 2);
            marks.Add(SheetParts.Boxed(map.Map.ToPixels(), x + box + 8, y, box));
            marks.Add(SheetParts.Boxed(cam.Image, x + 2 * box + 16, y, box));
            marks.Add(SheetParts.Boxed(over.Map.ToPixels(), x + 2 * box + 16, y, box));
            string said = $"said {cam.Predicted} {Say.Percent(cam.Probability)}{(cam.IsRight ? "" : $", is {cam.Actual}")}";
            marks.Add(new TextMark(x, y + box + 17, SheetParts.Fit(said, 12, bold: true, 3 * box), 12, cam.IsRight ? Ink.Good : Ink.Bad, Bold: true));
            marks.AddRange(SheetParts.ColorBar(x, y + box + 25, map.Scale, map.Scale.Colors, ""));
            string source = $"{cam.MapHeight}×{cam.MapWidth} {(cam.Node.Length > 0 ? "at " + cam.Node : "values")}{(map.NotFinite > 0 ? $", {map.NotFinite} not finite" : "")}";
            marks.Add(new TextMark(x + 3 * box + 16, y + box + 35, source, 11, Ink.Muted, Anchor.End));
        }
        int rows = (cams.Count + columns - 1) / columns;
        return new Drawing(2 * margin + columns * step - 28, margin + 32 + rows * row, "Class activation maps", marks);
    }
}
