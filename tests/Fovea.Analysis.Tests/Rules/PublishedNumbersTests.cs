namespace Fovea.Analysis.Tests;

/// <summary>Rules say the numbers that can be computed by hand or looked up.</summary>
public sealed class PublishedNumbersTests
{
    private static Finding Only(string rule, string net, Func<LintSubject, LintSubject>? with = null)
    {
        LintSubject subject = LintSubject.Read(net, "net", "a.net.txt");
        return Linter.Rules.Single(r => r.Id == rule).Check(with is null ? subject : with(subject), LintSettings.Default).Single();
    }

    private static double Of(Finding f, string evidence) => f.Evidence.Single(e => e.Name == evidence).Value;

    private static string At(string net, string size) => Zoo.Nets[net].Replace("224x224x3", size, StringComparison.Ordinal);

    [Fact]
    public void Vgg16_on_32_pixels_has_seven_unproductive_convolutions()
    {
        Finding f = Only("RFX002", At("vgg16", "32x32x3"));
        Assert.Equal("7 of 13 convolutions (stage3.conv3, stage4.conv1, stage4.conv2 and 4 more) read only what has seen the whole 32×32 image already: 92.2 % of the convolutions' parameters, 51.2 % of their MACs", f.Message);
        Assert.Equal(Severity.Serious, f.Severity);
    }

    [Fact]
    public void ResNet50_suits_75_to_427_pixels()
        => Assert.StartsWith("it suits images of 75..427 px, and these have 32×32", Only("RFX007", At("resnet50", "32x32x3")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_pooling_of_seven_pixels_loses_13_of_49() => Assert.Equal(100 * 13 / 49.0, Of(Only("SHP003", "7x7x4 | maxpool 2 | flatten | dense 2"), "share"), 9);

    [Theory]
    [InlineData("1x1x4", 100 * 8 / 9.0)]
    [InlineData("2x2x4", 100 * 5 / 9.0)]
    public void Windows_on_tiny_maps_read_padding(string map, double share)
    {
        int side = map[0] - '0';
        Finding f = Only("DWN001", $"{side * 32}x{side * 32}x4 | conv 4 32x32 stride 32 pad valid | relu | conv 8 3x3 | relu | globalavgpool | dense 2");
        Assert.Equal(share, Of(f, "paddingTaps"), 9);
    }

    [Fact]
    public void Dilations_of_four_reach_seven_pixels_of_25_along_each_axis()
        => Assert.Equal(100 * 49 / 625.0, Of(Only("RFX006", "48x48x3 | 3 * (conv 16 3x3 dilation 4 | relu) | globalavgpool | dense 10"), "reached"), 9);

    [Fact]
    public void Sizes_of_the_form_a_times_two_to_the_n_plus_one_are_padded_evenly()
        => Assert.Equal("a 225×225 input instead of 224×224 is padded evenly in every layer", Only("SHP004", Zoo.Nets["resnet50"]).Fix);

    [Fact]
    public void Weights_of_another_image_size_are_named_with_both_numbers()
    {
        Finding f = Only("SHP002", "40x40x3 | conv 8 3x3 | relu | maxpool 2 | flatten | dense 10",
            s => s with { Trained = NetText.Parse("32x32x3 | conv 8 3x3 | relu | maxpool 2 | flatten | dense 10") });
        Assert.Equal("its weights are for 2,048 inputs and it gets 3,200: they were trained on 32×32×3 images, these are 40×40×3", f.Message);
    }

    [Fact]
    public void A_window_that_does_not_fit_comes_with_three_ways_out()
    {
        Finding f = Only("SHP001", "28x28x1 | conv 8 5x5 pad valid | relu | maxpool 4 | conv 16 3x3 pad valid | relu\n| maxpool 4 | conv 32 3x3 pad valid | globalavgpool | dense 10");
        Assert.Equal("conv3", f.Node);
        Assert.Equal("a.net.txt:2", f.Source.ToString());
        Assert.Equal("pad same gives 1×1×32; or with maxpool1 left out it reads 5×5×16 and gives 3×3×32; or an input of 60×60 is the smallest that it fits", f.Fix);
    }

    [Fact]
    public void A_shortcut_is_computed_for_a_sum_that_does_not_fit()
        => Assert.Equal("a shortcut 'conv 32 1x1 stride 2 nobias | bn' turns 32×32×16 into 16×16×32, with 576 parameters",
            Only("SHP002", "32x32x16 | residual(conv 32 3x3 stride 2 | bn | relu) | globalavgpool | dense 10").Fix);

    [Fact]
    public void A_measured_shift_consistency_turns_a_note_into_a_warning()
    {
        Finding f = Only("DWN006", Zoo.Nets["lenet5"], s => s with { ShiftConsistency = 0.83 });
        Assert.Equal(Severity.Warning, f.Severity);
        Assert.Contains("83 % of the answers stay when the image is shifted", f.Message);
        Assert.Equal(Severity.Info, Only("DWN006", Zoo.Nets["lenet5"]).Severity);
    }

    [Fact]
    public void A_broken_network_is_checked_as_far_as_it_goes()
    {
        LintReport report = Linter.Run(LintSubject.Read("28x28x1 | conv 16 1x1 stride 3 | relu | rleu | flatten | dense 10", "net"));
        Assert.Contains(report.Findings, f => f is { Rule: "SHP010", Severity: Severity.Error });
        Assert.Contains(report.Findings, f => f is { Rule: "SHP005", Node: "conv1" });
    }
}
