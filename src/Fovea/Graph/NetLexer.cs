namespace Fovea;

/// <summary>A word or a sign of the text notation with its line.</summary>
internal readonly record struct NetToken(string Text, int Line)
{
    public bool IsSign => Text.Length == 1 && NetLexer.Signs.Contains(Text[0]);
}

/// <summary>Splits the text notation into words and signs.</summary>
internal static class NetLexer
{
    public const string Signs = "|(){};:*";

    public static List<NetToken> Split(string text, int line)
    {
        var tokens = new List<NetToken>();
        for (int i = 0; i < text.Length;)
        {
            char c = text[i];
            if (c == '\n') line++;
            if (char.IsWhiteSpace(c)) i++;
            else if (c == '#') while (i < text.Length && text[i] != '\n') i++;
            else if (Signs.Contains(c)) tokens.Add(new NetToken(text[i++].ToString(), line));
            else
            {
                int start = i;
                while (i < text.Length && !char.IsWhiteSpace(text[i]) && text[i] != '#' && !Signs.Contains(text[i])) i++;
                tokens.Add(new NetToken(text[start..i], line));
            }
        }
        return tokens;
    }
}
