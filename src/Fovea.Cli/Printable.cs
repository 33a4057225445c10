using System.Text;

namespace Fovea.Cli;

/// <summary>Names come from files of strangers: they must not steer a terminal.</summary>
internal static class Printable
{
    public static string Of(string text)
    {
        if (text.All(c => c == '\n' || !IsSteering(c))) return text;
        var clean = new StringBuilder(text.Length);
        foreach (char c in text) clean.Append(c != '\n' && IsSteering(c) ? '\ufffd' : c);
        return clean.ToString();
    }

    // Controls, and the marks that change the writing direction.
    private static bool IsSteering(char c) => char.IsControl(c) || c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
