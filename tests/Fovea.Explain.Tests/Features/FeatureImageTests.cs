namespace Fovea.Explain.Tests;

public sealed class FeatureImageTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public void An_image_made_for_stripes_has_their_direction()
    {
        using Model model = PlantedFilters.Gabors(0, 90);
        foreach (int channel in new[] { 0, 1 })
        {
            FeatureImage made = FeatureImage.Of(model, "relu1", channel, cancel: Cancel);
            Assert.True(made.Value > 5 * Math.Max(made.Start, 0.01), made.ToString());
            double across = 0, down = 0;
            for (int y = 0; y < 23; y++)
                for (int x = 0; x < 23; x++)
                {
                    down += Math.Pow(made.Pixels[(y + 1) * 24 + x] - made.Pixels[y * 24 + x], 2);
                    across += Math.Pow(made.Pixels[y * 24 + x + 1] - made.Pixels[y * 24 + x], 2);
                }
            // Lying stripes change down the image, standing ones across it.
            Assert.True(channel == 0 ? down > 3 * across : across > 3 * down, $"{made}: {down} down, {across} across");
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_image_on_any_number_of_threads_and_another_seed_another()
    {
        using Model model = PlantedFilters.Gabors(30);
        var options = new FeatureImageOptions { Steps = 12, Threads = 1 };
        FeatureImage one = FeatureImage.Of(model, "relu1", 0, options, Cancel), two = FeatureImage.Of(model, "relu1", 0, options with { Threads = 2 }, Cancel);
        Assert.Equal(one.Pixels, two.Pixels);
        Assert.NotEqual(one.Pixels, FeatureImage.Of(model, "relu1", 0, options with { Seed = 2 }, Cancel).Pixels);
    }

    [Fact]
    public void Pixels_stay_what_pixels_can_be()
    {
        using Model declared = Model.Parse("12x12x3 | conv 4 3x3 | relu | globalavgpool | dense 2", seed: 2);
        using Model model = declared.With(new Preprocessing(ResizeRule.Exact, [0.5f, 0.4f, 0.3f], [0.2f, 0.25f, 0.3f]));
        FeatureImage made = FeatureImage.Of(model, "dense1", 1, new FeatureImageOptions { Rate = 1 }, Cancel);
        for (int i = 0; i < made.Pixels.Count; i++)
        {
            float pixel = made.Pixels[i] * model.Preprocessing.StdOf(i % 3) + model.Preprocessing.MeanOf(i % 3);
            Assert.InRange(pixel, -1e-5, 1 + 1e-5);
        }
    }

    [Fact]
    public void Without_what_holds_it_back_it_is_rougher()
    {
        using Model declared = Model.Parse("24x24x1 | conv 8 3x3 pad 1 | relu | conv 8 3x3 pad 1 | relu | globalavgpool | dense 2", seed: 5);
        var free = new FeatureImageOptions { Jitter = 0, BlurEvery = 0, TotalVariation = 0, L2 = 0 };
        int channel = Enumerable.Range(0, 8).First(c => FeatureImage.Of(declared, "relu2", c, free with { Steps = 1 }, Cancel).Start > 0);
        Assert.True(Roughness(FeatureImage.Of(declared, "relu2", channel, free, Cancel)) > 1.5 * Roughness(FeatureImage.Of(declared, "relu2", channel, cancel: Cancel)));

        static double Roughness(FeatureImage made)
        {
            double steps = 0, size = 0, mean = made.Pixels.Average();
            for (int i = 1; i < made.Pixels.Count; i++) steps += Math.Pow(made.Pixels[i] - made.Pixels[i - 1], 2);
            foreach (float v in made.Pixels) size += (v - mean) * (v - mean);
            return steps / size;
        }
    }

    [Fact]
    public void A_channel_that_is_not_there_is_refused()
    {
        using Model model = PlantedFilters.Gabors(30);
        Assert.Contains("relu1 has 1 channels, 0 to 0", Assert.Throws<ArgumentException>(() => FeatureImage.Of(model, "relu1", 1, cancel: Cancel)).Message);
    }
}
