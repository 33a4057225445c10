namespace Fovea.Data.Tests;

public sealed class AugmentationTests
{
    private const int Height = 7, Width = 9;

    private static float[] Ramp(int channels) => [.. Enumerable.Range(0, Height * Width * channels).Select(i => (i + 1) / (Height * Width * channels + 1f))];

    private static float[] Apply(Augmentation a, int epoch, int index, int channels = 3, float[]? image = null, ulong seed = 1)
    {
        float[] values = [.. image ?? Ramp(channels)];
        a.Apply(values, new float[values.Length], Shape.Image(Height, Width, channels), [.. Enumerable.Repeat(0.5f, channels)], seed, epoch, index);
        return values;
    }

    private static float[] Map(float[] image, int channels, Func<int, int, (int Y, int X)> from)
    {
        var result = new float[image.Length];
        for (int y = 0; y < Height; y++)
            for (int x = 0; x < Width; x++)
                for (int c = 0; c < channels; c++)
                {
                    var (sy, sx) = from(y, x);
                    result[(y * Width + x) * channels + c] = sy is >= 0 and < Height && sx is >= 0 and < Width ? image[(sy * Width + sx) * channels + c] : 0;
                }
        return result;
    }

    [Fact]
    public void None_changes_nothing()
    {
        Assert.Equal(Ramp(3), Apply(Augmentation.None, 0, 0));
        Assert.True(new Augmentation().IsNone);
        Assert.False(new Augmentation { CropPadding = 1 }.IsNone);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Flip_mirrors_about_half_of_the_images(int channels)
    {
        float[] image = Ramp(channels), mirrored = Map(image, channels, (y, x) => (y, Width - 1 - x)), upsideDown = Map(image, channels, (y, x) => (Height - 1 - y, x));
        int flips = 0, turns = 0;
        for (int i = 0; i < 1000; i++)
        {
            float[] h = Apply(new() { HorizontalFlip = true }, 3, i, channels), v = Apply(new() { VerticalFlip = true }, 3, i, channels);
            if (h.SequenceEqual(mirrored)) flips++;
            else Assert.Equal(image, h);
            if (v.SequenceEqual(upsideDown)) turns++;
            else Assert.Equal(image, v);
        }
        Assert.InRange(flips, 440, 560);
        Assert.InRange(turns, 440, 560);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void Crop_shifts_by_every_amount_up_to_the_padding(int channels, bool flip)
    {
        float[] image = Ramp(channels);
        var expected = new Dictionary<(int, int, bool), float[]>();
        for (int dy = -2; dy <= 2; dy++)
            for (int dx = -2; dx <= 2; dx++)
            {
                expected[(dy, dx, false)] = Map(image, channels, (y, x) => (y + dy, x + dx));
                expected[(dy, dx, true)] = Map(image, channels, (y, x) => (y + dy, Width - 1 - x + dx));
            }
        var seen = new HashSet<(int, int, bool)>();
        for (int i = 0; i < 600; i++)
        {
            float[] result = Apply(new() { CropPadding = 2, HorizontalFlip = flip }, 0, i, channels);
            seen.Add(Assert.Single(expected, e => e.Value.SequenceEqual(result)).Key);
        }
        Assert.Equal(flip ? 50 : 25, seen.Count);
    }

    [Fact]
    public void Rotation_turns_about_the_centre_by_at_most_the_angle()
    {
        // A bright dot right of the centre: where it lands tells the angle.
        const int Side = 41;
        var image = new float[Side * Side];
        for (int y = -1; y <= 1; y++)
            for (int x = -1; x <= 1; x++) image[(20 + y) * Side + 35 + x] = 1;
        var angles = new List<double>();
        for (int i = 0; i < 200; i++)
        {
            float[] turned = [.. image];
            new Augmentation { RotationDegrees = 30 }.Apply(turned, new float[turned.Length], Shape.Image(Side, Side, 1), [0], 5, 0, i);
            double mass = turned.Sum(), cy = 0, cx = 0;
            for (int p = 0; p < turned.Length; p++)
            {
                cy += turned[p] * (p / Side - 20) / mass;
                cx += turned[p] * (p % Side - 20) / mass;
            }
            Assert.Equal(15, Math.Sqrt(cy * cy + cx * cx), 0.2);
            Assert.Equal(9, mass, 0.5);
            angles.Add(Math.Atan2(cy, cx) * 180 / Math.PI);
        }
        Assert.InRange(angles.Min(), -30.5, -27);
        Assert.InRange(angles.Max(), 27, 30.5);
        Assert.InRange(angles.Average(), -4, 4);
    }

    [Fact]
    public void Cutout_blanks_one_square_with_the_mean()
    {
        for (int i = 0; i < 300; i++)
        {
            float[] image = [.. Enumerable.Repeat(0.9f, Height * Width * 3)], cut = Apply(new() { CutoutSize = 4 }, 0, i, 3, image);
            int[] blanked = [.. Enumerable.Range(0, Height * Width).Where(p => cut[3 * p] == 0.5f && cut[3 * p + 1] == 0.5f && cut[3 * p + 2] == 0.5f)];
            int rows = blanked.Select(p => p / Width).Distinct().Count(), columns = blanked.Select(p => p % Width).Distinct().Count();
            Assert.Equal(blanked.Length, rows * columns);
            Assert.InRange(rows, 2, 4);
            Assert.InRange(columns, 2, 4);
            Assert.All(Enumerable.Range(0, Height * Width).Except(blanked), p => Assert.Equal(0.9f, cut[3 * p]));
        }
    }

    [Fact]
    public void Light_stays_within_its_limits_and_within_the_range()
    {
        float[] image = [.. Enumerable.Range(0, Height * Width).Select(i => i % 2 == 0 ? 0.4f : 0.6f)];
        float mean = image.Average();
        var adds = new List<float>();
        var scales = new List<float>();
        for (int i = 0; i < 500; i++)
        {
            float[] lit = Apply(new() { Brightness = 0.2f, Contrast = 0.3f }, 0, i, 1, image);
            scales.Add((lit[1] - lit[0]) / 0.2f);
            adds.Add(lit.Average() - mean);
        }
        Assert.InRange(adds.Min(), -0.2f, -0.19f);
        Assert.InRange(adds.Max(), 0.19f, 0.2001f);
        Assert.InRange(scales.Min(), 0.699f, 0.71f);
        Assert.InRange(scales.Max(), 1.29f, 1.301f);
        Assert.All(Apply(new() { Brightness = 1 }, 0, 4, 1, image), v => Assert.InRange(v, 0, 1));
    }

    [Fact]
    public void Draws_depend_on_seed_epoch_and_image_only()
    {
        var all = new Augmentation { HorizontalFlip = true, CropPadding = 2, RotationDegrees = 15, CutoutSize = 3, Brightness = 0.1f, Contrast = 0.1f };
        Assert.Equal(Apply(all, 2, 17), Apply(all, 2, 17));
        Assert.NotEqual(Apply(all, 2, 17), Apply(all, 3, 17));
        Assert.NotEqual(Apply(all, 2, 17), Apply(all, 2, 18));
        Assert.NotEqual(Apply(all, 2, 17), Apply(all, 2, 17, seed: 2));
    }

    [Fact]
    public void Switching_one_kind_on_leaves_the_others_draws()
    {
        for (int i = 0; i < 50; i++)
        {
            float[] alone = Apply(new() { HorizontalFlip = true }, 0, i), with = Apply(new() { HorizontalFlip = true, CutoutSize = 1 }, 0, i);
            Assert.InRange(alone.Zip(with).Count(p => p.First != p.Second), 0, 3);
        }
    }

    [Fact]
    public void Values_that_make_no_sense_are_refused_with_the_range()
    {
        Assert.Equal("CropPadding 7 must be between 0 and 6 for 7×9 images", Assert.Throws<ArgumentException>(() => new Augmentation { CropPadding = 7 }.Check(7, 9)).Message);
        Assert.Equal("CutoutSize 10 must be between 0 and 9 for 7×9 images", Assert.Throws<ArgumentException>(() => new Augmentation { CutoutSize = 10 }.Check(7, 9)).Message);
        Assert.Equal("RotationDegrees NaN must be between 0 and 180", Assert.Throws<ArgumentException>(() => new Augmentation { RotationDegrees = float.NaN }.Check(7, 9)).Message);
        Assert.Equal("Brightness 2 must be between 0 and 1", Assert.Throws<ArgumentException>(() => new Augmentation { Brightness = 2 }.Check(7, 9)).Message);
        Assert.Equal("Contrast -1 must be between 0 and 1", Assert.Throws<ArgumentException>(() => new Augmentation { Contrast = -1 }.Check(7, 9)).Message);
    }
}
