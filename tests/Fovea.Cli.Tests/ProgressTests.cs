using Fovea.Training;

namespace Fovea.Cli.Tests;

public sealed class ProgressTests
{
    [Fact]
    public void An_epoch_line_holds_loss_accuracy_validation_speed_and_time()
        => Assert.Equal("epoch   3/8   loss 0.4312   accuracy  84.7 %   validation 0.4025   85.5 %     3,120 images/s     2.1 s",
            EpochProgress.Line(new EpochResult(3, 0.4312, 0.8471, 0.4025, 0.855, 0.04, 2.1, 0.01), 8, 3120));

    [Theory]
    [InlineData(0.25, 0.75, 10, ", 0:30 left")]
    [InlineData(0.1, 0.9, 1000, ", 2:30:00 left")]
    [InlineData(0.5, 0.5, 1, "")]
    [InlineData(0.01, 0.99, 60, "")]
    [InlineData(1, 0, 60, "")]
    public void A_part_of_an_analysis_says_how_long_it_will_take(double done, double rest, double seconds, string text)
        => Assert.Equal(text, LabBar.Left(done, rest, TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_live_terminal_sees_a_bar_with_the_time_left()
    {
        using var folder = new TempFolder();
        using var interrupts = new Interrupts();
        using var screen = new StringWriter();
        int code = App.Run(["train", Small.Net, Small.Folder(folder), "--out", folder["run"], "--epochs", "3"], new Terminal(screen, TextWriter.Null, Live: true, Width: 120), interrupts);
        Assert.Equal(0, code);
        Assert.Contains('\u001b', screen.ToString());
        Assert.Contains("epoch   3/3   loss", screen.ToString());
    }

    [Fact]
    public void Json_is_silent_about_progress()
    {
        using var folder = new TempFolder();
        using var interrupts = new Interrupts();
        using var screen = new StringWriter();
        App.Run(["train", Small.Net, Small.Folder(folder), "--out", folder["run"], "--epochs", "1", "--json"], new Terminal(screen, TextWriter.Null, Live: true), interrupts);
        Assert.Single(screen.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain('\u001b', screen.ToString());
    }
}
