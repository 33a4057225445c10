using Fovea.Data;
using Fovea.Training;

namespace Fovea.Lab.Tests;

/// <summary>Clusters of explanations, and a planted shortcut.</summary>
public sealed class ClusterTests
{
    // A mark of 3×3 pixels in the lower right corner of every second image of the class "down".
    private static bool Marked(int n) => n % 8 == 1;

    private static void Mark(int n, byte[] image)
    {
        if (!Marked(n)) return;
        for (int y = 9; y < 12; y++)
            for (int x = 9; x < 12; x++) image[y * 12 + x] = (y + x) % 2 == 0 ? (byte)255 : (byte)120;
    }

    // The images themselves say little (strong noise), so that the mark is worth learning.
    private static ImageDataset Images(int count, int seed, bool planted) => Small.Images(count, seed, change: (n, image) =>
    {
        var noise = new Random(1000 * seed + n);
        for (int i = 0; i < image.Length; i++) image[i] = (byte)Math.Clamp(100 + (image[i] - 120) * 0.12 + 90 * (noise.NextDouble() - 0.5), 0, 255);
        if (planted) Mark(n, image);
    });

    private static (ExplanationClusters Found, ImageDataset Set) Search(bool planted, int threads = 1)
    {
        ImageDataset train = Images(1200, 1, planted), test = Images(400, 2, planted);
        using Model declared = Model.Parse("12x12x1 | conv 8 3x3 | relu | conv 8 3x3 | relu | globalavgpool | dense 4", 3);
        using Model model = Preparation.Of(declared, train);
        model.Train(train, new TrainOptions { Epochs = 8, BatchSize = 32, Threads = threads });
        LabRun run = Known.Run with { Threads = threads };
        return (ClusterSearch.Find(model, AnswerSet.Of(model, test, "", run), 100, 8, run), test);
    }

    [Fact]
    public void A_planted_mark_is_found_and_confirmed()
    {
        (ExplanationClusters found, _) = Search(planted: true);
        ExplanationCluster first = found.Clusters[0];
        Assert.Equal(("down", true), (first.Class, first.Test!.Confirmed));
        Assert.True(first.Window.Top + first.Window.Height > 9 && first.Window.Left + first.Window.Width > 9, first.Window.ToString());
        Assert.True(first.Images.Count(Marked) > 0.9 * first.Images.Count && first.Images.Count > 40, $"{first.Images.Count(Marked)} of {first.Images.Count}");
        Assert.True(first.Test.Flipped.Value > 0.5 && first.Test.Control.Value < 0.2, first.Test.ToString());
        Assert.Single(found.Shortcuts);
    }

    [Fact]
    public void Without_the_mark_nothing_is_confirmed() => Assert.Empty(Search(planted: false).Found.Shortcuts);

    [Fact]
    public void The_findings_do_not_depend_on_the_number_of_threads()
    {
        string one = Text(Search(planted: true, threads: 1).Found), two = Text(Search(planted: true, threads: 2).Found);
        Assert.Equal(one, two);

        static string Text(ExplanationClusters found) => string.Join('\n', found.Clusters.Select(c => $"{c.Class} {c.Number} {c.Window} {string.Join(' ', c.Images)} {string.Join(' ', c.Map)} {c.Test}"));
    }

    [Fact]
    public void Separate_heaps_are_told_apart()
    {
        var random = new Random(1);
        float[][] points = [.. Enumerable.Range(0, 90).Select(i => (float[])[i % 3 * 10, .. Enumerable.Range(0, 8).Select(_ => (float)random.NextDouble())])];
        SpectralClusters found = SpectralClusters.Of(points);
        Assert.Equal((3, true), (found.Count, found.Separate));
        for (int i = 0; i < 90; i++) Assert.Equal(found.Cluster[i % 3], found.Cluster[i]);
    }

    [Fact]
    public void One_heap_is_said_to_be_one()
    {
        var random = new Random(2);
        Assert.False(SpectralClusters.Of([.. Enumerable.Range(0, 100).Select(_ => Enumerable.Range(0, 12).Select(_ => (float)random.NextDouble()).ToArray())]).Separate);
    }

    [Fact]
    public void A_random_patch_comes_from_another_place_and_a_patch_is_copied_whole()
    {
        using Model model = Small.Model();
        using var patch = new PatchTest(model, AnswerSet.Of(model, Small.Images(8, 1), "", Known.Run), Known.Run);
        var window = new PixelWindow(8, 8, 4, 4);
        for (int i = 0; i < 50; i++)
        {
            PixelWindow other = patch.Elsewhere(window, i);
            Assert.True(other.Top <= 4 || other.Left <= 4, other.ToString());
            Assert.InRange(other.Top, 0, 8);
        }
        Image from = new(12, 12, 1, [.. Enumerable.Range(0, 144).Select(i => (byte)i)]), to = new(12, 12, 1, new byte[144]);
        PatchTest.Paste(from, window with { Top = 0, Left = 1 }, to, window);
        Assert.Equal((1, 4, 0, 40), (to[8, 8], to[8, 11], to[7, 8], to[11, 11]));
    }
}
