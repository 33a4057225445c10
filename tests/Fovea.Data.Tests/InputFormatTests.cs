namespace Fovea.Data.Tests;

public sealed class InputFormatTests
{
    [Fact]
    public void One_prepared_image_has_the_bits_that_the_loader_delivers()
    {
        var pixels = new byte[3 * 9 * 7 * 3];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i * 11);
        using var set = new ArrayDataset("s", 9, 7, 3, pixels, [0, 1, 0], ["a", "b"]);
        foreach (int channels in (int[])[1, 3])
            foreach (ResizeRule rule in (ResizeRule[])[ResizeRule.Stretch, ResizeRule.FitCrop, ResizeRule.FitPad])
            {
                var format = new InputFormat(Shape.Image(6, 6, channels), new Preprocessing(rule, [0.4f], [0.3f]));
                using var loader = new BatchLoader(set, format, new LoaderOptions { BatchSize = 3 });
                Assert.True(loader.TryNext(out Batch? batch));
                for (int i = 0; i < 3; i++)
                {
                    using Tensor one = format.Prepare(set.Read(i));
                    Assert.Equal(batch.Pixels.Slice(i * one.Values.Length, one.Values.Length).ToArray(), one.Values.ToArray());
                }
            }
    }

    [Fact]
    public void Augmentation_that_changes_nothing_leaves_the_same_bits()
    {
        using ImageDataset set = SampleData.Open(train: false).Take(8);
        var format = new InputFormat(Shape.Image(28, 28, 3), new Preprocessing(ResizeRule.Exact, [0.1f, 0.2f, 0.3f], [0.3f, 0.2f, 0.1f]));
        using var plain = new BatchLoader(set, format, new LoaderOptions { BatchSize = 8 });
        using var idle = new BatchLoader(set, format, new LoaderOptions { BatchSize = 8, Augmentation = new() { RotationDegrees = float.Epsilon } });
        Assert.True(plain.TryNext(out Batch? a));
        Assert.True(idle.TryNext(out Batch? b));
        Assert.Equal(a.Pixels.ToArray(), b.Pixels.ToArray());
        Assert.True(plain.WaitTime >= TimeSpan.Zero);
    }

    [Fact]
    public void Fit_shows_what_the_model_is_given()
    {
        var format = new InputFormat(Shape.Image(4, 4, 1), new Preprocessing(ResizeRule.FitPad, [0f], [1f]));
        Image fitted = format.Fit(Make.Picture(8, 4, 3));
        Assert.Equal("4×4×1", fitted.ToString());
        Assert.Equal(0, fitted[0, 0]);
        Assert.StartsWith("boot.png: the picture is 8×4, the model takes 4×4",
            Assert.Throws<ImageException>(() => (format with { Preprocessing = Preprocessing.Default }).Fit(Make.Picture(8, 4, 3), "boot.png")).Message);
    }

    [Fact]
    public void Inputs_that_no_image_fits_are_refused()
    {
        Assert.Equal("images have 1 or 3 channels, but the input is 4×4×2",
            Assert.Throws<ArgumentException>(() => new InputFormat(Shape.Image(4, 4, 2), Preprocessing.Default).Check()).Message);
        Assert.Contains("preprocessing has 2 means for 3 channels",
            Assert.Throws<ArgumentException>(() => new InputFormat(Shape.Image(4, 4, 3), new Preprocessing(ResizeRule.Exact, [0f, 0f], [1f])).Check()).Message);
    }
}
