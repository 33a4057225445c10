using System.Text.Json;
using Fovea.Data;
using Fovea.Training;

namespace Fovea.Lab.Tests;

/// <summary>The whole measurement on networks whose layers are known.</summary>
public sealed class HierarchyTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly HierarchyOptions Quick = new() { Images = 400, Held = 400, AlikeImages = 256, Channels = 2, Patches = 3, FeatureImages = null, Threads = 1 };

    [Fact]
    public void A_layer_that_is_an_identity_adds_nothing_and_is_named()
    {
        using Model plain = Identity();
        HierarchyReport report = Hierarchy.Measure(plain, Small.Data(400, 400), Quick, cancel: Cancel);
        HierarchyLayer copy = report["relu2"];
        Assert.Equal(0, copy.Adds!.Points);
        Assert.Equal(1, copy.AlikeBefore!.Value, 1e-6);
        Assert.Equal(report["relu1"].Dimension, copy.Dimension);
        Assert.Equal(Contribution.Nothing, copy.Verdict);
        Assert.Contains("relu2", report.AddNothing);
        Assert.StartsWith("0.0 points over relu1 (", copy.Evidence);
        Assert.Contains("CKA 1.00 with it", copy.Evidence);
        Assert.Contains($"\nlayers that add nothing\n  relu2: {copy.Evidence}", report.ToString());
    }

    [Fact]
    public void What_is_learned_adds_and_shuffled_labels_stay_at_chance()
    {
        using Model model = Trained(Small.Plain);
        HierarchyReport report = Hierarchy.Measure(model, Small.Data(400, 400), Quick, cancel: Cancel);
        Assert.Equal(["input", "relu1", "relu2", "dense1"], report.Layers.Select(l => l.Node));
        Assert.True(report.Accuracy!.Accuracy > 0.9, report.ToString());
        Assert.True(report["relu2"].Probe.Low > report["input"].Probe.High, report.ToString());
        Assert.True(report["relu2"].Probe.Accuracy > report["relu2"].Untrained.Accuracy - 0.02, report.ToString());
        Assert.Contains(report.Layers, l => l.Verdict == Contribution.Adds);
        Assert.All(report.Layers, l => Assert.True(l.Shuffled.Low < 0.3 && l.Shuffled.High > 0.2, $"{l.Node}: {l.Shuffled}"));
        Assert.All(report.Layers.Skip(1), l => Assert.True(l.Selectivity > l.SelectivityShuffled, $"{l.Node}: {l.Selectivity} {l.SelectivityShuffled}"));
        Assert.True(report["dense1"].Selectivity > report["relu1"].Selectivity, report.ToString());
    }

    [Fact]
    public void A_network_is_like_itself_also_when_its_channels_are_permuted()
    {
        using Model model = Trained(Small.Plain), turned = Permuted(model);
        HierarchyReport report = Hierarchy.Measure(model, Small.Data(200, 100), Quick, turned, cancel: Cancel);
        for (int i = 0; i < report.Layers.Count; i++)
        {
            Assert.Equal(1, report.Alike[i][i]!.Value, 1e-9);
            Assert.Equal(1, report.Against!.Alike[i][i]!.Value, 1e-4);
            for (int j = 0; j < report.Layers.Count; j++) Assert.Equal(report.Alike[i][j]!.Value, report.Alike[j][i]!.Value, 1e-9);
        }
        Assert.Equal(("relu1", report.Against!.Alike[1][1]!.Value), report.Against.Nearest(1));
    }

    [Fact]
    public void Dead_channels_are_counted_and_not_shown()
    {
        using Model model = Small.Model();
        model.Parameters["conv1.bias"][..3].Fill(-1000);
        model.Parameters.MarkChanged();
        HierarchyLayer layer = Hierarchy.Measure(model, Small.Data(100, 50), Quick with { Channels = 8 }, cancel: Cancel)["relu1"];
        Assert.True(layer.Dead >= 3);
        Assert.Equal(8 - layer.Dead, layer.Shown.Count);
        Assert.DoesNotContain(layer.Shown, c => c.Channel < 3);
    }

    [Fact]
    public void Patches_name_the_image_and_the_place_where_the_network_has_that_value()
    {
        using Model model = Small.Model();
        LabData data = Small.Data(60, 40);
        HierarchyReport report = Hierarchy.Measure(model, data, Quick, cancel: Cancel);
        foreach (ShownChannel channel in report["relu2"].Shown)
        {
            Assert.Equal(channel.Patches.Select(p => p.Value).OrderDescending(), channel.Patches.Select(p => p.Value));
            Assert.Equal(channel.Patches.Count, channel.Patches.Select(p => p.Image).Distinct().Count());
            foreach (Patch p in channel.Patches)
            {
                int index = int.Parse(p.Image.Split('[', ']')[1], System.Globalization.CultureInfo.InvariantCulture);
                Image image = data.Train.Read(index);
                Assert.Equal(image.Pixels, report.Pictures[p.Index].Pixels);
                using Tensor pixels = InputFormat.Of(model).Prepare(image);
                using Trace trace = model.Trace(pixels);
                Assert.Equal(p.Value, trace["relu2"][0, p.Row, p.Column, channel.Channel], 1e-4);
            }
        }
    }

    [Fact]
    public void The_result_does_not_depend_on_threads_and_json_has_it()
    {
        using Model model = Small.Model();
        HierarchyReport one = Hierarchy.Measure(model, Small.Data(120, 80), Quick, cancel: Cancel), two = Hierarchy.Measure(model, Small.Data(120, 80), Quick with { Threads = 2 }, cancel: Cancel);
        Assert.Equal((one with { Seconds = 0 }).ToJson(), (two with { Seconds = 0 }).ToJson());
        JsonElement json = JsonDocument.Parse(one.ToJson()).RootElement;
        Assert.Equal(4, json.GetProperty("layers").GetArrayLength());
        Assert.Equal("End", json.GetProperty("layers")[0].GetProperty("verdict").GetString());
        Assert.Equal(4, json.GetProperty("alike")[0].GetArrayLength());
    }

    [Fact]
    public void Weights_and_statistics_are_left_as_they_are()
    {
        using Model model = Small.Model(Small.Normalised);
        float[] before = [.. model.Parameters.Trainable.Span, .. model.Parameters.Statistics.Span];
        Hierarchy.Measure(model, Small.Data(60, 40), Quick, cancel: Cancel);
        float[] after = [.. model.Parameters.Trainable.Span, .. model.Parameters.Statistics.Span];
        Assert.Equal(before, after);
    }

    [Fact]
    public void Images_are_made_for_the_channels_that_are_shown()
    {
        using Model model = Small.Model();
        HierarchyReport report = Hierarchy.Measure(model, Small.Data(60, 40), Quick with { FeatureImages = new() { Steps = 8 } }, cancel: Cancel);
        Assert.Equal(report.Layers.SelectMany(l => l.Shown.Select(c => (l.Node, c.Channel))), report.FeatureImages.Select(f => (f.Node, f.Channel)));
        Assert.Equal([3, 3, 1, 8], report.Filters!.Window);
        Assert.Equal((8, 8), (report.Filters.Spectra.Count, report.Filters.Orientations.Count));
        Assert.Empty(report.Filters.Gabors);
    }

    [Fact]
    public void A_network_of_vectors_or_an_option_without_sense_is_refused()
    {
        using Model vector = Fovea.Model.Parse("16 | dense 4"), model = Small.Model();
        Assert.Equal("net takes a vector of 16\n  rule  a hierarchy of layers is measured on images", Assert.Throws<ArgumentException>(() => Hierarchy.Measure(vector, Small.Data(40, 20), cancel: Cancel)).Message);
        Assert.Equal("Patches is 0\n  rule  at least 1", Assert.Throws<ArgumentException>(() => Hierarchy.Measure(model, Small.Data(40, 20), Quick with { Patches = 0 }, cancel: Cancel)).Message);
    }

    private static Model Trained(string net)
    {
        Model model = Small.Model(net);
        model.Train(Small.Images(400, 1), new TrainOptions { Epochs = 12, BatchSize = 32, Seed = 1, Threads = 1 });
        return model;
    }

    private static Model Identity()
    {
        Model model = Small.Model("12x12x1 | conv 8 3x3 | relu | conv 8 3x3 pad 1 nobias | relu | conv 8 3x3 | relu | flatten | dense 4");
        Span<float> w = model.Parameters["conv2.weight"];
        w.Clear();
        for (int c = 0; c < 8; c++) w[((1 * 3 + 1) * 8 + c) * 8 + c] = 1;
        model.Parameters.MarkChanged();
        return model;
    }

    // The eight channels of conv1 in another order, and the inputs of conv2 with them.
    private static Model Permuted(Model model)
    {
        Model copy = model.With();
        Span<float> from = model.Parameters["conv1.weight"], to = copy.Parameters["conv1.weight"], next = model.Parameters["conv2.weight"], moved = copy.Parameters["conv2.weight"];
        for (int c = 0; c < 8; c++)
        {
            int other = (3 * c + 1) % 8;
            for (int k = 0; k < 9; k++) to[k * 8 + other] = from[k * 8 + c];
            copy.Parameters["conv1.bias"][other] = model.Parameters["conv1.bias"][c];
            for (int k = 0; k < 9; k++) next.Slice((k * 8 + c) * 8, 8).CopyTo(moved.Slice((k * 8 + other) * 8, 8));
        }
        copy.Parameters.MarkChanged();
        return copy;
    }
}
