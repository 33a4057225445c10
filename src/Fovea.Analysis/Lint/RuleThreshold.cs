namespace Fovea.Analysis;

/// <summary>A number at which a rule speaks up; a config file can move it.</summary>
/// <param name="Name">In camelCase, as config files write it after the rule's id: <c>RFX001.share</c>.</param>
/// <param name="Default">What it is unless somebody moves it.</param>
/// <param name="Least">Smallest value that makes sense.</param>
/// <param name="Most">Largest value that makes sense.</param>
/// <param name="Unit">Of the number; empty for a ratio or a count.</param>
/// <param name="Meaning">What it is compared with, in one line.</param>
public sealed record RuleThreshold(string Name, double Default, double Least, double Most, string Unit, string Meaning);
