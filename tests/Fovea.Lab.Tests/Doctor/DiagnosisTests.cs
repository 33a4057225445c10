using System.Text.Json;
using Fovea.Analysis;

namespace Fovea.Lab.Tests;

/// <summary>How a diagnosis is written.</summary>
public sealed class DiagnosisTests
{
    private static readonly Diagnosis Sample = new()
    {
        Name = "net",
        Data = "pets: 100 training images, 2 classes",
        Worst = Outcome.Broken,
        Verdict = "something is broken (rate); 1 of 2 examinations found nothing",
        First = "rate: try a learning rate of 0.03 (--lr 0.03)",
        Seconds = 1.5,
        Checks =
        [
            new CheckResult("labels", "Enough?", Outcome.Sound, "2 classes with 50 to 50 training images; always the same answer is right for 50.0 %", null, [new Evidence("majority", 50, "%")]),
            new CheckResult("rate", "Is it right?", Outcome.Broken, "the loss falls from 0.001 on", "try a learning rate of 0.03 (--lr 0.03)", []),
            new CheckResult("modes", "The same?", Outcome.Skipped, "without batch norm", null, []),
        ],
        Rates = new RateSweep([new RatePoint(0.1, 2.3, 2.3)], 0.05, 0.001, 0.1, null, null, 0.03),
    };

    [Fact]
    public void Text_is_wrapped_under_its_column() => Assert.Equal("""
        net on pets: 100 training images, 2 classes

        ok      labels      2 classes with 50 to 50 training images;
                            always the same answer is right for 50.0
                            %
        BROKEN  rate        the loss falls from 0.001 on
                          → try a learning rate of 0.03 (--lr 0.03)
        –       modes       without batch norm

        verdict  something is broken (rate); 1 of 2 examinations
                 found nothing
        first    rate: try a learning rate of 0.03 (--lr 0.03)

        """.ReplaceLineEndings("\n"), Sample.ToString(60));

    [Fact]
    public void Json_holds_everything()
    {
        JsonElement json = JsonDocument.Parse(Sample.ToJson()).RootElement;
        Assert.Equal(["name", "data", "worst", "verdict", "first", "checks", "rates", "seconds"], json.EnumerateObject().Select(p => p.Name));
        Assert.Equal("Broken", json.GetProperty("worst").GetString());
        Assert.Equal(["check", "question", "outcome", "found", "advice", "numbers", "seconds"], json.GetProperty("checks")[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(["points", "chosen", "falls", "lowest", "climbs", "explodes", "suggested"], json.GetProperty("rates").EnumerateObject().Select(p => p.Name));
    }
}
