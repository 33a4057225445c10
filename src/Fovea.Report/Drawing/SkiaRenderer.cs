using System.Runtime.InteropServices;
using SkiaSharp;

namespace Fovea.Report;

/// <summary>Paints a drawing on white, for files: two device pixels a pixel.</summary>
internal static class SkiaRenderer
{
    private const float Scale = 2;

    internal static byte[] ToPng(Drawing drawing)
    {
        int width = (int)Math.Ceiling(drawing.Width * Scale), height = (int)Math.Ceiling(drawing.Height * Scale);
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var bitmap = new SKBitmap(info);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            canvas.Scale(Scale);
            foreach (Mark mark in drawing.Marks)
                Paint(canvas, mark);
        }
        byte[] rgba = bitmap.Bytes, rgb = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++)
            rgba.AsSpan(4 * i, 3).CopyTo(rgb.AsSpan(3 * i));
        return Png.Encode(new PixelImage(height, width, 3, rgb), flat: true);
    }

    private static void Paint(SKCanvas canvas, Mark mark)
    {
        using var paint = new SKPaint { IsAntialias = true };
        switch (mark)
        {
            case LineMark m:
                Stroke(paint, m.Ink, m.Width);
                using (SKPathEffect? dashes = m.Dashed ? SKPathEffect.CreateDash([4, 3], 0) : null)
                {
                    paint.PathEffect = dashes;
                    canvas.DrawLine((float)m.X1, (float)m.Y1, (float)m.X2, (float)m.Y2, paint);
                    paint.PathEffect = null;
                }
                break;
            case PathMark m:
                Stroke(paint, m.Ink, m.Width);
                paint.StrokeJoin = SKStrokeJoin.Round;
                paint.StrokeCap = SKStrokeCap.Round;
                for (int i = 1; i < m.Points.Count; i++)
                    canvas.DrawLine((float)m.Points[i - 1].X, (float)m.Points[i - 1].Y, (float)m.Points[i].X, (float)m.Points[i].Y, paint);
                break;
            case DotMark m:
                paint.Color = SKColors.White;
                canvas.DrawCircle((float)m.X, (float)m.Y, (float)m.Radius + 1.5f, paint);
                paint.Color = Color(m.Ink);
                canvas.DrawCircle((float)m.X, (float)m.Y, (float)m.Radius, paint);
                break;
            case RectMark m:
                paint.Color = Color(m.Ink);
                canvas.DrawRoundRect((float)m.X, (float)m.Y, (float)m.Width, (float)m.Height, (float)m.Radius, (float)m.Radius, paint);
                break;
            case CellMark m:
                paint.Color = new SKColor(m.Red, m.Green, m.Blue);
                canvas.DrawRect((float)m.X, (float)m.Y, (float)m.Width, (float)m.Height, paint);
                break;
            case TextMark m:
                Write(canvas, m, paint);
                break;
            case PixelMark m:
                Pixels(canvas, m, paint);
                break;
        }
    }

    private static void Write(SKCanvas canvas, TextMark m, SKPaint paint)
    {
        using SKFont font = new(m.Bold ? Fonts.SemiBold : Fonts.Regular, (float)m.Size)
        {
            Hinting = SKFontHinting.None,
            Subpixel = true,
            Edging = SKFontEdging.Antialias,
        };
        paint.Color = Color(m.Ink);
        SKTextAlign align = m.Anchor switch { Anchor.Middle => SKTextAlign.Center, Anchor.End => SKTextAlign.Right, _ => SKTextAlign.Left };
        canvas.Save();
        canvas.Translate((float)m.X, (float)m.Y);
        canvas.RotateDegrees((float)m.Rotation);
        canvas.DrawText(m.Text, 0, 0, align, font, paint);
        canvas.Restore();
    }

    private static void Pixels(SKCanvas canvas, PixelMark m, SKPaint paint)
    {
        PixelImage source = m.Image;
        var rgba = new byte[4 * source.Width * source.Height];
        for (int i = 0; i < source.Width * source.Height; i++)
            for (int c = 0; c < 4; c++)
                rgba[4 * i + c] = source.Channels switch
                {
                    1 => c == 3 ? (byte)255 : source.Pixels[i],
                    3 => c == 3 ? (byte)255 : source.Pixels[3 * i + c],
                    _ => source.Pixels[4 * i + c],
                };
        using var bitmap = new SKBitmap(new SKImageInfo(source.Width, source.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        Marshal.Copy(rgba, 0, bitmap.GetPixels(), rgba.Length);
        using SKImage image = SKImage.FromBitmap(bitmap);
        var sampling = new SKSamplingOptions(m.Smooth ? SKFilterMode.Linear : SKFilterMode.Nearest);
        canvas.DrawImage(image, SKRect.Create((float)m.X, (float)m.Y, (float)m.Width, (float)m.Height), sampling, paint);
    }

    private static void Stroke(SKPaint paint, Ink ink, double width) =>
        (paint.Style, paint.Color, paint.StrokeWidth) = (SKPaintStyle.Stroke, Color(ink), (float)width);

    private static SKColor Color(Ink ink) => SKColor.Parse(ink switch
    {
        Ink.Text => "#1b1f27",
        Ink.Muted => "#5d6675",
        Ink.Grid => "#e3e6ec",
        Ink.Surface => "#ffffff",
        Ink.Train => "#3565d4",
        Ink.Validation => "#c2570c",
        Ink.Rate => "#0d7d74",
        Ink.Best => "#7a45c4",
        Ink.Good => "#14743f",
        Ink.Bad => "#c22f3d",
        _ => "#00000000",
    });
}
