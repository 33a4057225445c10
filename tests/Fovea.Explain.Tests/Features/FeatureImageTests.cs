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
            Assert.True(made.Value > 1.5 * made.Start, made.ToString());
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
        // A channel may like what is flat: all of them together.
        Assert.True(Roughness(free) > 1.5 * Roughness(new FeatureImageOptions()));

        double Roughness(FeatureImageOptions options)
        {
            double steps = 0;
            foreach (FeatureImage made in FeatureImage.Of(declared, "relu2", [.. Enumerable.Range(0, 8)], options, Cancel))
                for (int i = 1; i < made.Pixels.Count; i++) steps += Math.Pow(made.Pixels[i] - made.Pixels[i - 1], 2);
            return steps;
        }
    }

    [Fact]
    public void A_channel_that_is_silent_on_noise_is_woken()
    {
        using Model model = PlantedFilters.Gabors(0);
        using Model silent = Model.Parse("24x24x1 | conv 1 7x7 pad 3 | relu | globalavgpool | dense 2");
        model.Parameters["conv1.weight"].CopyTo(silent.Parameters["conv1.weight"]);
        silent.Parameters["conv1.bias"].Fill(-4);
        silent.Parameters.MarkChanged();
        FeatureImage made = FeatureImage.Of(silent, "relu1", 0, cancel: Cancel);
        Assert.True(made.Start < 0.01 && made.Value > 0.1, made.ToString());
    }

    [Fact]
    public void A_channel_that_is_not_there_is_refused()
    {
        using Model model = PlantedFilters.Gabors(30);
        Assert.Contains("relu1 has 1 channels, 0 to 0", Assert.Throws<ArgumentException>(() => FeatureImage.Of(model, "relu1", 1, cancel: Cancel)).Message);
    }
}
