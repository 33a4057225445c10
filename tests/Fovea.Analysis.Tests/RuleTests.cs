namespace Fovea.Analysis.Tests;

/// <summary>What every rule owes: an id of its own, words, and two networks that prove it.</summary>
public sealed class RuleTests
{
    public static TheoryData<string> Ids => [.. Linter.Rules.Select(r => r.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_fires_on_its_example_and_is_silent_on_the_other(string id)
    {
        Rule rule = Rule(id);
        Finding[] found = [.. rule.Check(rule.Fires.Subject(), LintSettings.Default)];
        Assert.NotEmpty(found);
        Assert.Empty(rule.Check(rule.Silent.Subject(), LintSettings.Default));
        foreach (Finding f in found)
        {
            Assert.Equal(id, f.Rule);
            Assert.True(f.Severity <= rule.Severity, $"{f.Severity} is graver than the rule's {rule.Severity}");
            Assert.NotEmpty(f.Evidence);
            Assert.All(f.Evidence, e => Assert.True(double.IsFinite(e.Value), e.Name));
            if (f.Node is not null) Assert.Matches(@"^example\.net\.txt:\d+$", f.Source.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_has_words(string id)
    {
        Rule rule = Rule(id);
        Assert.Matches("^[A-Z]{3}[0-9]{3}$", id);
        Assert.True(rule.Title.Split(' ').Length <= 8, rule.Title);
        Assert.True(rule.Why.Length >= 60 && rule.Source.Length >= 8 && rule.Help.Length >= 8, id);
        Assert.All(rule.Thresholds, t => Assert.True(t.Least <= t.Default && t.Default <= t.Most, $"{id}.{t.Name}"));
        Assert.Equal(rule.Thresholds.Count, rule.Thresholds.Select(t => t.Name).Distinct().Count());
    }

    [Fact]
    public void Ids_are_unique() => Assert.Equal(Linter.Rules.Count, Linter.Rules.Select(r => r.Id).Distinct().Count());

    private static Rule Rule(string id) => Linter.Rules.Single(r => r.Id == id);
}
