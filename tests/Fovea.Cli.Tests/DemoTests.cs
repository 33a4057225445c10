using System.Diagnostics;
using System.Text.Json;

namespace Fovea.Cli.Tests;

/// <summary>The demo in its short form, in a process of its own as a newcomer runs it.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Quick_demo_ends_with_one_line_of_JSON_and_a_whole_run_folder()
    {
        using Process process = Cli.Start(folder.Path, null, "demo", "--quick", "--json", "--out", "run");
        Ended ended = Cli.Wait(process);
        Assert.True(ended.Code == 0, ended.Error);
        Assert.True(ended.Json.GetProperty("testAccuracy").GetDouble() > 0.4);
        Assert.True(ended.Json.GetProperty("trainSeconds").GetDouble() > 0);
        string report = ended.Json.GetProperty("report").GetString()!;
        Assert.Equal(folder["run/report.html"], report);
        string html = File.ReadAllText(report);
        Assert.DoesNotContain("src=\"http", html);
        Assert.DoesNotContain("href=\"http", html);
        foreach (string section in new[] { "Activation maps", "Grad-CAM", "surest mistakes", "First-layer filters", "before training", "after training" }) Assert.Contains(section, html);
        foreach (string name in new[] { "args.json", "results.csv", "metrics.jsonl", "weights/best.safetensors", "weights/last.safetensors", "curves.png", "confusion.png", "mistakes.png", "gradcam.png", "maps-6.png" })
            Assert.True(File.Exists(folder["run/" + name]), name);
        Assert.Equal("test", JsonDocument.Parse(ended.Out).RootElement.GetProperty("testedOn").GetString());
    }
}
