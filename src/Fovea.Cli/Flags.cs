using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Fovea.Cli;

/// <summary>Options whose values are checked where they are typed, with texts of our own.</summary>
internal static class Flags
{
    public static Option<bool> Switch(string name, string description) => new(name) { Description = description };

    public static Option<string?> Text(string name, string placeholder, string description) => new(name) { Description = description, HelpName = placeholder };

    /// <summary>An option that may be given several times.</summary>
    public static Option<string[]?> Texts(string name, string placeholder, string description)
        => new(name) { Description = description, HelpName = placeholder, AllowMultipleArgumentsPerToken = false };

    public static Option<int> Int(string name, int value, string description, int least = int.MinValue, int most = int.MaxValue) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => value,
        CustomParser = r => int.TryParse(One(r), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int n) && n >= least && n <= most
            ? n
            : Wrong<int>(r, $"a whole number{Range(least == int.MinValue ? null : least, most == int.MaxValue ? null : most)}"),
    };

    public static Option<ulong> Seed(string name, ulong value, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => value,
        CustomParser = r => ulong.TryParse(One(r), NumberStyles.None, CultureInfo.InvariantCulture, out ulong n) ? n : Wrong<ulong>(r, "a whole number, at least 0"),
    };

    public static Option<double> Number(string name, double value, string description, double least, double most = double.PositiveInfinity) => new(name)
    {
        Description = description,
        HelpName = "X",
        DefaultValueFactory = _ => value,
        CustomParser = r => Parse(One(r), least, most) ?? Wrong<double>(r, $"a number{Range(least, double.IsInfinity(most) ? null : most)}"),
    };

    /// <summary>A number whose default depends on other options.</summary>
    public static Option<double?> OptionalNumber(string name, string description, double least, double most = double.PositiveInfinity) => new(name)
    {
        Description = description,
        HelpName = "X",
        CustomParser = r => Parse(One(r), least, most) ?? Wrong<double?>(r, $"a number{Range(least, double.IsInfinity(most) ? null : most)}"),
    };

    public static Option<string> Choice(string name, string value, string description, params string[] words) => new(name)
    {
        Description = description,
        HelpName = string.Join('|', words),
        DefaultValueFactory = _ => value,
        CustomParser = r => words.Contains(One(r)) ? One(r) : Wrong<string>(r, $"one of {string.Join(", ", words)}", Spelling.DidYouMean(One(r), words))!,
    };

    /// <summary>A list of numbers with commas between them.</summary>
    public static Option<float[]?> Numbers(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "X,X,…",
        CustomParser = r =>
        {
            double?[] numbers = [.. One(r).Split(',').Select(p => Parse(p, double.NegativeInfinity, double.PositiveInfinity))];
            return numbers.All(n => n is not null) ? [.. numbers.Select(n => (float)n!.Value)] : Wrong<float[]>(r, "numbers with commas between them: 0.49,0.48,0.45");
        },
    };

    private static string One(ArgumentResult r) => r.Tokens.Count == 0 ? "" : r.Tokens[0].Value;

    private static double? Parse(string text, double least, double most)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double n) && double.IsFinite(n) && n >= least && n <= most ? n : null;

    private static T? Wrong<T>(ArgumentResult r, string rule, string hint = "")
    {
        string name = r.Parent is OptionResult option ? option.Option.Name : r.Argument.Name;
        r.AddError($"{name} '{One(r)}'{hint}\n  rule  {name} takes {rule}");
        return default;
    }

    private static string Range(double? least, double? most) => (least, most) switch
    {
        (null, null) => "",
        ({ } l, null) => string.Create(CultureInfo.InvariantCulture, $", at least {l}"),
        (null, { } m) => string.Create(CultureInfo.InvariantCulture, $", at most {m}"),
        ({ } l, { } m) => string.Create(CultureInfo.InvariantCulture, $" from {l} to {m}"),
    };
}
