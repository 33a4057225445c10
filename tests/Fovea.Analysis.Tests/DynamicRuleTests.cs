namespace Fovea.Analysis.Tests;

/// <summary>Rules on what was measured: severities at their thresholds, and the texts.</summary>
public sealed class DynamicRuleTests
{
    private const string Net = "28x28x1 | conv 8 3x3 | relu | maxpool 2 | conv 16 3x3 | relu | flatten | dense 32 | relu | dense 10";

    [Theory]
    [InlineData(200, 90, null)]
    [InlineData(400, 100, Severity.Info)]
    [InlineData(1500, 100, Severity.Warning)]
    [InlineData(20000, 100, Severity.Error)]
    [InlineData(20000, 0, Severity.Error)]
    public void Imbalance_is_graver_the_larger_it_is(int most, int least, Severity? severity)
    {
        Finding? found = Find("DAT003", s => s with { Data = new DataFacts { Classes = ["cat", "dog"], Splits = [new SplitFacts("train", [most, least])] } });
        Assert.Equal(severity, found?.Severity);
    }

    [Fact]
    public void Imbalance_says_what_a_constant_answer_scores_and_which_weights_even_it_out() => Assert.Equal(
        "warning DAT003: 'cat' has 37.0 times the images of 'dog' (3,700 and 100); always answering 'cat' is right for 97.4 %\n"
        + "  fix   a weight of 19 for 'dog' and 0.514 for 'cat' gives each class the same say",
        Find("DAT003", s => s with { Data = new DataFacts { Classes = ["cat", "dog"], Splits = [new SplitFacts("train", [3700, 100])] } })!.ToString());

    [Theory]
    [InlineData(0.29, 0.35, null)]
    [InlineData(0, 1, Severity.Warning)]
    [InlineData(73, 90, Severity.Error)]
    [InlineData(0.29, 0.35 / 255, Severity.Warning)]
    public void Scale_of_the_inputs(double mean, double std, Severity? severity)
        => Assert.Equal(severity, Find("DAT001", s => s with { Data = Even() with { Scale = new([mean], [std], [0.286], [0.353]) } })?.Severity);

    [Theory]
    [InlineData(1, 1000, Severity.Warning)]
    [InlineData(11, 1000, Severity.Error)]
    public void One_percent_of_copies_is_an_error(int shared, int of, Severity severity)
        => Assert.Equal(severity, Find("DAT005", s => s with { Data = Even() with { Shared = [new SharedImages("train", "test", shared, of)] } })!.Severity);

    [Theory]
    [InlineData(10, 2.31, null)]
    [InlineData(10, 2.7, Severity.Info)]
    [InlineData(10, 3.8, Severity.Warning)]
    [InlineData(10, 7.1, Severity.Error)]
    [InlineData(2, 1.3, Severity.Info)] // twice ln 2, and still only 0.6 nats
    [InlineData(2, 2.5, Severity.Error)]
    public void First_loss(int classes, double loss, Severity? severity)
        => Assert.Equal(severity, Find("INI001", s => s with { Start = new StartFacts { FirstLoss = loss, Within = 0.01, Images = 500 } }, Net.Replace("dense 10", $"dense {classes}", StringComparison.Ordinal))?.Severity);

    [Theory]
    [InlineData("relu2", 16, 1, null)]
    [InlineData("relu2", 16, 2, Severity.Warning)]
    [InlineData("relu2", 16, 7, Severity.Error)]
    [InlineData("relu3", 32, 12, null)]
    [InlineData("relu3", 32, 13, Severity.Warning)]
    [InlineData("relu3", 32, 27, Severity.Error)]
    [InlineData("conv2", 16, 16, null)]
    public void Dead_units_of_maps_and_of_vectors(string node, int units, int dead, Severity? severity)
        => Assert.Equal(severity, Find("TRN001", s => s with { Activations = new ActivationFacts { Images = 1024, Trained = true, Nodes = [new(node, units, dead, 0, 1, 0, 3)] } })?.Severity);

    [Fact]
    public void Few_images_call_no_unit_dead()
        => Assert.Null(Find("TRN001", s => s with { Activations = new ActivationFacts { Images = 199, Trained = true, Nodes = [new("relu2", 16, 16, 0, 1, 0, 3)] } }));

    [Fact]
    public void Filters_of_the_last_layer_may_begin_alike()
    {
        Assert.Null(Find("INI003", s => s with { Weights = new WeightFacts([new("dense2", 10, 32, 9, 0)]) }));
        Assert.NotNull(Find("INI003", s => s with { Weights = new WeightFacts([new("dense1", 32, 3136, 31, 0)]) }));
    }

    [Fact]
    public void A_mean_factor_a_layer_is_judged_over_four_layers()
    {
        double[] std = [4, 1.6, 0.7, 0.3];
        string net = "28x28x1 | conv 8 3x3 | relu | conv 8 3x3 | relu | conv 8 3x3 | relu | conv 8 3x3 | relu | globalavgpool | dense 10";
        Finding found = Find("INI002", s => s with { Activations = new ActivationFacts { Images = 256, Trained = false, Nodes = [.. std.Select((v, i) => new NodeActivity($"conv{i + 1}", 8, 0, 0, v, -v, v))] } }, net)!;
        Assert.Equal("warning INI002 at conv4 (example.net.txt:1): the standard deviation goes from 4 to 0.3 over 4 layers: × 0.422 a layer", found.ToString());
    }

    [Fact]
    public void A_gap_within_the_interval_of_few_validation_images_is_none()
    {
        Assert.Null(Gap(images: 10));
        Assert.Equal(Severity.Warning, Gap(images: 1000)!.Severity);

        Finding? Gap(int images) => Find("TRN008", s => s with { Run = new RunFacts { ValidationImages = images, Epochs = [new(1, 0.3, 0.92, 0.5, 0.80)] } });
    }

    [Fact]
    public void Best_epochs_of_few_validation_images_are_luck()
    {
        Assert.Null(Late(images: 100));
        Assert.NotNull(Late(images: 5000));

        Finding? Late(int images) => Find("TRN009", s => s with { Run = new RunFacts { ValidationImages = images, Epochs = [new(1, 0.3, 0.9, 0.5, 0.85), new(2, 0.2, 0.95, 0.6, 0.82)] } });
    }

    [Theory]
    [InlineData(2, 0.3133)]
    [InlineData(10, 1.4612)]
    [InlineData(100, 3.6222)]
    [InlineData(1000, 5.9095)]
    public void Floor_of_a_softmax_too_many(int classes, double floor) => Assert.Equal(floor, SoftmaxTwice.Floor(classes), 4);

    [Theory]
    [InlineData(0.99, 1.48, true)]
    [InlineData(0.85, 1.62, true)]  // the floor, and a nat for each wrong answer
    [InlineData(0.85, 1.75, false)] // more than wrong answers explain
    [InlineData(0.85, 1.30, false)] // less than the floor
    [InlineData(0.79, 1.62, false)] // logits can have that loss
    public void A_softmax_too_many_is_known_by_the_loss_of_right_and_wrong_answers(double accuracy, double loss, bool found)
        => Assert.Equal(found, Find("TRN007", s => s with { Run = new RunFacts { Epochs = [new(1, loss, accuracy)] } }) is not null);

    [Fact]
    public void All_right_with_the_loss_of_a_softmax_too_many_is_not_learned_by_heart()
        => Assert.Contains("1.4612 is the least", Find("INI004", s => s with { Start = new StartFacts { FirstLoss = 2.3, Images = 9, Overfit = new OverfitFacts(8, 300, 1, 1.4612) } })!.Message);

    [Fact]
    public void A_share_has_the_score_interval()
    {
        (double low, double high) = ShareInterval.Of(0.885, 2000);
        Assert.Equal((0.8703, 0.8982), (Math.Round(low, 4), Math.Round(high, 4)));
        Assert.Equal((0.0, 1.0), ShareInterval.Of(0.5, 0));
        Assert.Equal(0, ShareInterval.Of(0, 100).Low, 12);
    }

    [Fact]
    public void A_difference_over_the_same_images_has_the_error_of_those_that_differ()
    {
        // McNemar: 30 images for the one, 10 for the other of 1,000.
        Assert.Equal(Math.Sqrt(40 - 400.0 / 1000) / 1000, new ModeFacts(1000, 0.92, 0.90, 40).StandardError, 9);
    }

    private const string Bulge = "32x32x3 | conv 64 3x3 | relu | conv 512 3x3 | relu | conv 64 3x3 | relu | globalavgpool | dense 10";

    private const string Tail = "32x32x3 | conv 64 3x3 | relu | conv 64 3x3 | relu | conv 64 3x3 | relu | globalavgpool | dense 10";

    private const string Expansion = "32x32x3 | conv 64 3x3 | relu | conv 384 1x1 | relu | conv 64 1x1 | relu | globalavgpool | dense 10";

    [Theory]
    [InlineData(Bulge, 0.2, 0.09, 0.2, true)] // 8 times as wide
    [InlineData(Bulge, 0.2, 0.1, 0.2, false)]
    [InlineData(Tail, 0.4, 0.05, 0.3, true)] // as wide, and far less saturated
    [InlineData(Tail, 0.4, 0.05, 0.2, false)]
    [InlineData(Tail, 0.05, 0.05, 0.05, false)] // all of them: nothing stands out
    [InlineData(Expansion, 0.4, 0.09, 0.4, false)] // 35 of 384, but its inputs have 64 directions
    [InlineData(Expansion, 0.4, 0.01, 0.4, true)]
    [InlineData("32x32x3 | conv 512 3x3 | relu | globalavgpool | dense 10", 0.05, 0, 0, false)] // nothing to compare with
    public void Unused_directions_are_judged_beside_the_neighbours(string net, double first, double second, double third, bool speaks)
    {
        var saturation = new Dictionary<string, double> { ["conv1"] = first, ["conv2"] = second, ["conv3"] = third };
        Assert.Equal(speaks ? Severity.Info : null, Find("CAP007", s => s with { Saturation = saturation }, net)?.Severity);
    }

    [Fact]
    public void Unused_directions_say_what_they_were_compared_with() => Assert.StartsWith(
        "info CAP007 at conv2 (example.net.txt:1): conv2 uses 4 of its 384 directions for 99 % of the variance and could use 64; it is 6 times as wide as the widest of conv1, conv3\n  fix   8 channels instead of 384",
        Find("CAP007", s => s with { Saturation = new Dictionary<string, double> { ["conv1"] = 0.4, ["conv2"] = 0.01, ["conv3"] = 0.4 } }, Expansion)!.ToString().Replace("conv3, conv1", "conv1, conv3", StringComparison.Ordinal));

    [Theory]
    [InlineData(9, false)]
    [InlineData(7, true)]
    public void A_measured_field_is_compared_with_what_lies_within_the_image(double side, bool speaks)
    {
        // 94 px by its layers, of which an image has 32.
        const string deep = "32x32x3 | 4 * (conv 16 3x3 | relu | conv 16 3x3 | relu | maxpool 2) | conv 16 3x3 | relu | globalavgpool | dense 10";
        Assert.Equal(speaks, Find("RFX005", s => s with { EffectiveFields = new Dictionary<string, double> { [s.LastMaps!.Name] = side } }, deep) is not null);
    }

    [Fact]
    public void Without_facts_no_dynamic_rule_says_anything()
    {
        LintSubject bare = new RuleExample(Net).Subject();
        string[] dynamic = ["DAT", "INI", "TRN", "NRM005"];
        Assert.All(Linter.Rules.Where(r => dynamic.Any(d => r.Id.StartsWith(d, StringComparison.Ordinal))), r => Assert.Empty(r.Check(bare, LintSettings.Default)));
    }

    private static Finding? Find(string id, Func<LintSubject, LintSubject> with, string net = Net)
        => Linter.Rules.Single(r => r.Id == id).Check(new RuleExample(net, with).Subject(), LintSettings.Default).FirstOrDefault();

    private static DataFacts Even() => new() { Classes = ["a", "b"], Splits = [new SplitFacts("train", [500, 500])] };
}
