namespace Fovea;

/// <summary>Names in the order that a person counts in: <c>layer2</c> before <c>layer10</c>.</summary>
internal static class NaturalOrder
{
    public static Comparer<string> Comparer { get; } = Comparer<string>.Create(Compare);

    private static int Compare(string a, string b)
    {
        int i = 0, j = 0;
        while (i < a.Length && j < b.Length)
        {
            int order;
            if (char.IsAsciiDigit(a[i]) && char.IsAsciiDigit(b[j]))
            {
                ReadOnlySpan<char> left = Digits(a, ref i), right = Digits(b, ref j);
                order = left.Length != right.Length ? left.Length - right.Length : left.SequenceCompareTo(right);
            }
            else order = a[i++] - b[j++];
            if (order != 0) return order;
        }
        return a.Length - i - (b.Length - j);
    }

    // Without leading zeros, so that longer means larger.
    private static ReadOnlySpan<char> Digits(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        return text.AsSpan(start, at - start).TrimStart('0');
    }
}
