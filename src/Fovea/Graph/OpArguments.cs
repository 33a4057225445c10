using System.Globalization;

namespace Fovea;

/// <summary>The words behind a layer's name in the text notation, taken one after another by the op that understands them.</summary>
internal sealed class OpArguments(string layer, IReadOnlyList<string> words)
{
    private readonly List<string> rest = [.. words];
    private readonly List<string> known = [];

    public string Layer => layer;

    /// <summary>A leading number.</summary>
    public int Number(string what)
    {
        if (rest.Count == 0 || !int.TryParse(rest[0], NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            throw Problem(rest.Count == 0 ? $"{layer} lacks its {what}" : $"{layer}: '{rest[0]}' is no {what}");
        rest.RemoveAt(0);
        return value;
    }

    public bool HasNumber => rest.Count > 0 && int.TryParse(rest[0], NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary>A leading window: <c>5x5</c>, <c>1x7</c> or <c>5</c>.</summary>
    public (int Height, int Width) Window(string what)
    {
        if (rest.Count == 0) throw Problem($"{layer} lacks its {what}");
        (int, int) size = Pair(rest[0], what);
        rest.RemoveAt(0);
        return size;
    }

    public bool HasWindow => rest.Count > 0 && char.IsAsciiDigit(rest[0][0]);

    /// <summary>A leading word.</summary>
    public string Word(string what)
    {
        if (rest.Count == 0) throw Problem($"{layer} lacks its {what}");
        string word = rest[0];
        rest.RemoveAt(0);
        return word;
    }

    /// <summary>A leading shape: <c>4x4x8</c> or <c>128</c>.</summary>
    public Shape Shape(string what)
    {
        string word = Word(what);
        int[] n = [.. word.Split('x', '×').Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out int v) ? v : 0)];
        return n.Length is 1 or 3 && n.All(v => v > 0) ? Fovea.Shape.Of(n) : throw Problem($"{layer}: {what} is HxWxC or a number, got '{word}'");
    }

    /// <summary>An option with a start, a count and perhaps a step: <c>c 0,16</c>, <c>h 7,8,-1</c>.</summary>
    public Kernels.AxisSlice Slice(string option)
    {
        if (Take(option) is not { } word) return default;
        int[] n = [.. word.Split(',').Select(p => int.TryParse(p, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int v) ? v : int.MinValue)];
        return n.Length is 2 or 3 && n.All(v => v > int.MinValue) && n[1] > 0 ? new(n[0], n[1], n.Length == 3 ? n[2] : 1)
            : throw Problem($"{layer}: {option} takes start,count or start,count,step with a count above 0, got '{word}'");
    }

    /// <summary>A word that stands alone: <c>nobias</c>.</summary>
    public bool Flag(string word)
    {
        known.Add(word);
        return rest.Remove(word);
    }

    /// <summary>An option with one or two sizes: <c>stride 2</c>, <c>stride 2x1</c>.</summary>
    public (int Height, int Width) Pair(string option, int fallback) => Take(option) is { } word ? Pair(word, option) : (fallback, fallback);

    /// <summary>An option with one or two real numbers: <c>scale 2</c>, <c>scale 1.5x2</c>.</summary>
    public (float Height, float Width) RealPair(string option, float fallback)
    {
        if (Take(option) is not { } word) return (fallback, fallback);
        string[] parts = word.Split('x', '×');
        if (parts.Length > 2) throw Problem($"{layer}: {option} is a number or HxW, got '{word}'");
        return (Real(parts[0], option, option), Real(parts[^1], option, option));
    }

    /// <summary>The index of the one of these words that is there; −1 when none is.</summary>
    public int OneOf(IReadOnlyList<string> choices)
    {
        known.AddRange(choices);
        int at = rest.FindIndex(choices.Contains);
        if (at < 0) return -1;
        int choice = choices.ToList().IndexOf(rest[at]);
        rest.RemoveAt(at);
        return choice;
    }

    /// <summary>An option with one number.</summary>
    public int Number(string option, int fallback) => Take(option) is not { } word ? fallback
        : int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value
        : throw Problem($"{layer}: {option} needs a whole number, got '{word}'");

    /// <summary>An option with one real number.</summary>
    public float Real(string option, float fallback) => Take(option) is not { } word ? fallback : Real(word, option, option);

    /// <summary>A leading real number when there is one.</summary>
    public float LeadingReal(string what, float fallback)
    {
        if (rest.Count == 0 || !(char.IsAsciiDigit(rest[0][0]) || rest[0][0] is '.' or '-')) return fallback;
        float value = Real(rest[0], what, what);
        rest.RemoveAt(0);
        return value;
    }

    /// <summary>The option <c>pad</c>: <c>same</c>, <c>valid</c>, <c>1</c>, <c>1x2</c> or <c>top,bottom,left,right</c>.</summary>
    public Padding Padding(Padding fallback)
    {
        if (Take("pad") is not { } word) return fallback;
        if (word == "same") return Fovea.Padding.Same;
        if (word == "valid") return Fovea.Padding.Valid;
        var (top, bottom, left, right) = Sides(word, "pad is same, valid, a number, HxW or top,bottom,left,right");
        return Fovea.Padding.Explicit(top, bottom, left, right);
    }

    /// <summary>Leading pixels for the four sides: <c>1</c>, <c>1x2</c> or <c>top,bottom,left,right</c>.</summary>
    public (int Top, int Bottom, int Left, int Right) Sides()
    {
        const string form = "it takes a number, HxW or top,bottom,left,right";
        if (rest.Count == 0) throw Problem($"{layer}: {form}");
        string word = rest[0];
        rest.RemoveAt(0);
        return Sides(word, form);
    }

    private (int Top, int Bottom, int Left, int Right) Sides(string word, string form)
    {
        string[] parts = word.Split(',');
        int[] n = [.. parts.Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out int v) ? v : -1)];
        if (n.Length == 4 && n.All(v => v >= 0)) return (n[0], n[1], n[2], n[3]);
        if (n.Length != 1 || !char.IsAsciiDigit(word[0])) throw Problem($"{layer}: {form}; got '{word}'");
        var (h, w) = Pair(word, "padding");
        return (h, h, w, w);
    }

    /// <summary>Throws when words are left over.</summary>
    public void End()
    {
        if (rest.Count > 0) throw Problem($"{layer}: '{rest[0]}' is not understood{Spelling.DidYouMean(rest[0], known)}");
    }

    private string? Take(string option)
    {
        known.Add(option);
        int at = rest.IndexOf(option);
        if (at < 0) return null;
        if (at + 1 >= rest.Count) throw Problem($"{layer}: {option} lacks its value");
        string value = rest[at + 1];
        rest.RemoveRange(at, 2);
        return value;
    }

    private (int Height, int Width) Pair(string word, string what)
    {
        string[] parts = word.Split('x', '×');
        if (parts.Length is 1 or 2 && parts.All(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            return (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[^1], CultureInfo.InvariantCulture));
        throw Problem($"{layer}: {what} is a number or HxW, got '{word}'");
    }

    private float Real(string word, string what, string option)
        => float.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value) ? value
            : throw Problem($"{layer}: {what} needs a number, got '{word}'");

    private static DeclarationException Problem(string text) => new(text);
}
