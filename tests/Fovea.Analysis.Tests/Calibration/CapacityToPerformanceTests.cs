namespace Fovea.Analysis.Tests;

/// <summary>The rules about capacity, activations, norms, heads and speed find what was planted.</summary>
public sealed class CapacityToPerformanceTests
{
    private static readonly IReadOnlyList<PlantedFault> Planted = [.. CapacityFaults.All, .. ActivationFaults.All, .. NormFaults.All, .. HeadFaults.All, .. PerformanceFaults.All];

    public static TheoryData<string> Rules => [.. Planted.Select(f => f.Rule).Distinct()];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_finds_what_was_planted_for_it(string id)
    {
        PlantedFault[] faults = [.. Planted.Where(f => f.Rule == id)];
        Rule rule = Linter.Rules.Single(r => r.Id == id);
        Assert.True(faults.Length >= 6, $"{faults.Length} faults for {id}");
        string[] missed = [.. faults.Where(f => !rule.Check(f.Subject(), LintSettings.Default).Any()).Select(f => f.Name)];
        Assert.True(missed.Length == 0, $"{id} does not find {string.Join("; ", missed)}");
    }

    [Fact]
    public void Every_rule_of_these_families_has_faults()
        => Assert.Equal(CapacityRules.All.Concat(ActivationRules.All).Concat(NormRules.All).Concat(HeadRules.All).Concat(PerformanceRules.All).Select(r => r.Id).Order(), Planted.Select(f => f.Rule).Distinct().Order());
}
