using System.Globalization;
using System.Text;

namespace Fovea;

/// <summary>Says what was probably meant.</summary>
public static class Spelling
{
    /// <summary><c>"; did you mean 'conv1'?"</c> for the nearest candidate, or nothing when none is near.</summary>
    public static string DidYouMean(string word, IEnumerable<string> candidates)
        => Nearest(word, candidates) is { } best ? $"; did you mean '{best}'?" : "";

    /// <summary>
    /// The candidate within a third of the word's length in edits, at least one; null when none is. Names come from files: words
    /// above 100 characters and candidates after the 4,096th are not looked at, so that no file can make this slow.
    /// </summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        string? best = null;
        int least = Math.Max(1, word.Length / 3) + 1;
        if (word.Length > 100) return null;
        foreach (string candidate in candidates.Take(4_096))
        {
            if (Math.Abs(word.Length - candidate.Length) >= least) continue;
            int distance = Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance >= least) continue;
            least = distance;
            best = candidate;
        }
        return best;
    }

    /// <summary>A name from a file as it may be printed: quoted, control characters and marks of direction escaped, shortened to 80 characters.</summary>
    public static string Quoted(string name)
    {
        var text = new StringBuilder("'");
        foreach (char c in name.Length > 80 ? name.AsSpan(0, 80) : name)
        {
            if (char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Surrogate) text.Append($"\\u{(int)c:x4}");
            else text.Append(c);
        }
        return text.Append(name.Length > 80 ? "…'" : "'").ToString();
    }

    /// <summary>The first names of a list, and how many more there are.</summary>
    public static string List(IEnumerable<string> names, int most = 12)
    {
        string[] all = [.. names];
        return string.Join(", ", all.Take(most)) + (all.Length > most ? $" and {all.Length - most} more" : "");
    }

    // Levenshtein distance with swaps of neighbours counted once.
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[a.Length, b.Length];
    }
}
