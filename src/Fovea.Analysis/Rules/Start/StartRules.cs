namespace Fovea.Analysis;

/// <summary>Rules about how a network begins: first weights, first loss, a few images learned by heart.</summary>
internal static class StartRules
{
    public static IReadOnlyList<Rule> All { get; } = [new FirstLoss(), new FirstScale(), new IdenticalFilters(), new CannotOverfit(), new IgnoresTheImage()];
}
