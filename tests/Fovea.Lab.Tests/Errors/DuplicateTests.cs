using Fovea.Data;

namespace Fovea.Lab.Tests;

/// <summary>Near-duplicates are found within a set and across sets, and nothing else is.</summary>
public sealed class DuplicateTests
{
    // Random pictures: unlike each other, and like themselves with a little noise.
    private static byte[] Picture(int seed, int noise = 0)
    {
        var random = new Random(seed);
        var little = new Random(noise);
        byte[] pixels = new byte[12 * 12];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)Math.Clamp(255 * random.NextDouble() + (noise == 0 ? 0 : 8 * (little.NextDouble() - 0.5)), 0, 255);
        return pixels;
    }

    private static ArrayDataset Set(string name, params byte[][] pictures)
        => new(name, 12, 12, 1, [.. pictures.SelectMany(p => p)], [.. pictures.Select((_, i) => i % 4)], Small.Classes);

    [Fact]
    public void Copies_with_a_little_noise_are_found_within_and_across()
    {
        using Model model = Small.Model();
        ArrayDataset set = Set("here", Picture(1), Picture(2), Picture(3), Picture(1, noise: 9), new byte[144], new byte[144]), train = Set("there", Picture(4), Picture(3, noise: 8), Picture(5));
        AnswerSet answers = AnswerSet.Of(model, set, "", Known.Run), training = AnswerSet.Of(model, train, "", Known.Run);
        NearDuplicates found = DuplicateSearch.Find(model, answers, training, Known.Run);
        Assert.Equal((6, 3, 1, 1, 2), (found.Looked, found.Against, found.Within, found.Across, found.OtherLabels));
        Assert.Contains(found.Pairs, p => !p.Across && p.Index == 0 && p.OtherIndex == 3 && p.Label == "across" && p.OtherLabel == "coarse");
        Assert.Contains(found.Pairs, p => p.Across && p.Index == 2 && p.OtherIndex == 1 && p.Correlation > 0.985);
    }

    [Fact]
    public void A_picture_of_one_colour_has_no_hash() => Assert.Null(DuplicateSearch.Hash(new Image(5, 7, 3, new byte[105])));

    [Fact]
    public void A_brighter_copy_has_the_same_hash()
    {
        byte[] one = Picture(6);
        Assert.Equal(DuplicateSearch.Hash(new Image(12, 12, 1, [.. one.Select(v => (byte)(v / 2))])), DuplicateSearch.Hash(new Image(12, 12, 1, [.. one.Select(v => (byte)(v / 2 + 60))])));
    }
}
