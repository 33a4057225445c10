using Fovea.Kernels;

namespace Fovea.Data;

/// <summary>
/// Random changes to training images. What happens to an image is a function of (seed, epoch, image) and of nothing else: not of the
/// order, the batch size, the number of threads or an interruption. Each kind draws from a stream of its own, so switching one on
/// leaves the others' draws as they were.
/// </summary>
/// <remarks>
/// Order: padded crop, flips, rotation, contrast, brightness, cutout. Values are in [0, 1] before normalisation and stay there.
/// New pixels (padding, corners of a rotation) are black; cutout's square is the mean colour, which normalisation turns into 0.
/// </remarks>
public sealed record Augmentation
{
    /// <summary>Mirror left and right with probability ½.</summary>
    public bool HorizontalFlip { get; init; }

    /// <summary>Mirror top and bottom with probability ½.</summary>
    public bool VerticalFlip { get; init; }

    /// <summary>Shift by up to that many pixels each way: black padding, then a random crop of the original size (He et al. 2015).</summary>
    public int CropPadding { get; init; }

    /// <summary>Rotate about the centre by an angle drawn from [−this, this], bilinear.</summary>
    public float RotationDegrees { get; init; }

    /// <summary>The side of a square that is blanked at a random place, which may hang over the edge (DeVries and Taylor 2017); 0 is none.</summary>
    public int CutoutSize { get; init; }

    /// <summary>Add a value drawn from [−this, this], for example 0.1.</summary>
    public float Brightness { get; init; }

    /// <summary>Scale distances from the image's mean by a factor drawn from [1 − this, 1 + this], for example 0.2.</summary>
    public float Contrast { get; init; }

    /// <summary>Nothing is changed.</summary>
    public static Augmentation None { get; } = new();

    /// <summary>True when nothing would be changed.</summary>
    public bool IsNone => this == None;

    private static readonly uint FlipStream = CounterRandom.Stream("augment.flip"), CropStream = CounterRandom.Stream("augment.crop"),
        RotationStream = CounterRandom.Stream("augment.rotation"), CutoutStream = CounterRandom.Stream("augment.cutout"),
        LightStream = CounterRandom.Stream("augment.light");

    /// <summary>Fails when a value makes no sense for images of that size.</summary>
    /// <exception cref="ArgumentException">Negative, not a number, or larger than the image allows.</exception>
    public void Check(int height, int width)
    {
        int side = Math.Min(height, width);
        if (CropPadding < 0 || CropPadding >= side) throw new ArgumentException($"CropPadding {CropPadding} must be between 0 and {side - 1} for {height}×{width} images");
        if (CutoutSize < 0 || CutoutSize > Math.Max(height, width)) throw new ArgumentException($"CutoutSize {CutoutSize} must be between 0 and {Math.Max(height, width)} for {height}×{width} images");
        if (!(RotationDegrees is >= 0 and <= 180)) throw new ArgumentException($"RotationDegrees {RotationDegrees} must be between 0 and 180");
        if (!(Brightness is >= 0 and <= 1)) throw new ArgumentException($"Brightness {Brightness} must be between 0 and 1");
        if (!(Contrast is >= 0 and <= 1)) throw new ArgumentException($"Contrast {Contrast} must be between 0 and 1");
    }

    /// <summary>Changes one image in place.</summary>
    /// <param name="image">H W C values in [0, 1].</param>
    /// <param name="scratch">As many floats, overwritten.</param>
    /// <param name="shape">Height × width × channels.</param>
    /// <param name="mean">Per channel: the colour of cutout's square.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="index">The image's number in the data set.</param>
    public void Apply(Span<float> image, Span<float> scratch, Shape shape, ReadOnlySpan<float> mean, ulong seed, int epoch, int index)
    {
        (int height, int width, int channels) = (shape.Height, shape.Width, shape.Channels);
        ulong step = (ulong)epoch;
        uint who = (uint)index;
        var crop = CropPadding > 0 ? CounterRandom.Words(seed, CropStream, step, who) : default;
        var flip = HorizontalFlip || VerticalFlip ? CounterRandom.Words(seed, FlipStream, step, who) : default;
        int down = CropPadding > 0 ? Below(crop.A, 2 * CropPadding + 1) - CropPadding : 0;
        int right = CropPadding > 0 ? Below(crop.B, 2 * CropPadding + 1) - CropPadding : 0;
        bool mirror = HorizontalFlip && flip.A >> 31 == 1, upsideDown = VerticalFlip && flip.B >> 31 == 1;
        if (down != 0 || right != 0 || mirror || upsideDown)
        {
            image.CopyTo(scratch);
            Shift(scratch, image, height, width, channels, down, right, mirror, upsideDown);
        }
        if (RotationDegrees > 0)
        {
            float angle = RotationDegrees * (2 * CounterRandom.Uniform(seed, RotationStream, step, who) - 1);
            image.CopyTo(scratch);
            Rotate(scratch, image, height, width, channels, angle * (MathF.PI / 180));
        }
        if (Brightness > 0 || Contrast > 0)
        {
            var light = CounterRandom.Words(seed, LightStream, step, who);
            float add = Brightness * (2 * CounterRandom.ToUnit(light.A) - 1), scale = 1 + Contrast * (2 * CounterRandom.ToUnit(light.B) - 1);
            Light(image, add, scale);
        }
        if (CutoutSize > 0)
        {
            var cut = CounterRandom.Words(seed, CutoutStream, step, who);
            Cut(image, height, width, channels, Below(cut.A, height), Below(cut.B, width), CutoutSize, mean);
        }
    }

    private static int Below(uint word, int bound) => (int)(((ulong)word * (ulong)bound) >> 32);

    private static void Shift(ReadOnlySpan<float> source, Span<float> target, int height, int width, int channels, int down, int right, bool mirror, bool upsideDown)
    {
        int line = width * channels;
        for (int y = 0; y < height; y++)
        {
            Span<float> row = target.Slice(y * line, line);
            int sy = (upsideDown ? height - 1 - y : y) + down;
            if ((uint)sy >= (uint)height)
            {
                row.Clear();
                continue;
            }
            ReadOnlySpan<float> from = source.Slice(sy * line, line);
            if (!mirror)
            {
                int first = Math.Max(0, -right), end = Math.Min(width, width - right);
                row[..(first * channels)].Clear();
                from[((first + right) * channels)..((end + right) * channels)].CopyTo(row[(first * channels)..]);
                row[(end * channels)..].Clear();
                continue;
            }
            for (int x = 0; x < width; x++)
            {
                int sx = width - 1 - x + right;
                for (int c = 0; c < channels; c++) row[x * channels + c] = (uint)sx < (uint)width ? from[sx * channels + c] : 0;
            }
        }
    }

    private static void Rotate(ReadOnlySpan<float> source, Span<float> target, int height, int width, int channels, float angle)
    {
        var (sin, cos) = MathF.SinCos(angle);
        float middleY = (height - 1) * 0.5f, middleX = (width - 1) * 0.5f;
        int line = width * channels, at = 0;
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++, at += channels)
            {
                float sx = cos * (x - middleX) + sin * (y - middleY) + middleX, sy = cos * (y - middleY) - sin * (x - middleX) + middleY;
                int x0 = (int)MathF.Floor(sx), y0 = (int)MathF.Floor(sy);
                float fx = sx - x0, fy = sy - y0;
                if ((uint)x0 < (uint)(width - 1) && (uint)y0 < (uint)(height - 1))
                {
                    ReadOnlySpan<float> top = source.Slice(y0 * line + x0 * channels, 2 * channels), bottom = source.Slice((y0 + 1) * line + x0 * channels, 2 * channels);
                    for (int c = 0; c < channels; c++)
                    {
                        float a = top[c] + fx * (top[channels + c] - top[c]), b = bottom[c] + fx * (bottom[channels + c] - bottom[c]);
                        target[at + c] = a + fy * (b - a);
                    }
                    continue;
                }
                for (int c = 0; c < channels; c++)
                {
                    float a = (1 - fx) * At(source, y0, x0, c) + fx * At(source, y0, x0 + 1, c);
                    float b = (1 - fx) * At(source, y0 + 1, x0, c) + fx * At(source, y0 + 1, x0 + 1, c);
                    target[at + c] = (1 - fy) * a + fy * b;
                }
            }

        float At(ReadOnlySpan<float> values, int y, int x, int c) => (uint)y < (uint)height && (uint)x < (uint)width ? values[y * line + x * channels + c] : 0;
    }

    private static void Light(Span<float> image, float add, float scale)
    {
        double sum = 0;
        if (scale != 1)
            foreach (float v in image) sum += v;
        float mean = (float)(sum / image.Length), offset = mean - scale * mean + add;
        foreach (ref float v in image) v = Math.Clamp(scale * v + offset, 0, 1);
    }

    private static void Cut(Span<float> image, int height, int width, int channels, int centreY, int centreX, int size, ReadOnlySpan<float> mean)
    {
        int top = Math.Max(0, centreY - size / 2), bottom = Math.Min(height, centreY - size / 2 + size);
        int left = Math.Max(0, centreX - size / 2), right = Math.Min(width, centreX - size / 2 + size);
        for (int y = top; y < bottom; y++)
            for (int x = left; x < right; x++)
                mean.CopyTo(image.Slice((y * width + x) * channels, channels));
    }
}
