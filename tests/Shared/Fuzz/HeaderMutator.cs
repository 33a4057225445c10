using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Fovea.Fuzz;

/// <summary>Changes the JSON header of a safetensors file by its words, so that the file stays one; its length is put right most of the time.</summary>
internal static class HeaderMutator
{
    private static readonly string[] Words =
    [
        "{", "}", "[", "]", ":", ",", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\"", "\"F32\"", "\"F16\"", "\"BF16\"", "\"I64\"", "\"U64\"", "\"BOOL\"",
        "\"F64\"", "\"I8\"", "null", "true", "-1", "1e9", "0.5", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"é\"", " ", "[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":",
    ];

    public static byte[] Mutate(FuzzRandom random, byte[] bytes, byte[] other)
    {
        if (random.OneIn(4) || bytes.Length < 8 || BinaryPrimitives.ReadUInt64LittleEndian(bytes) is var length && length > (ulong)(bytes.Length - 8))
            return ByteMutator.Mutate(random, bytes, other);
        List<string> words = Split(Encoding.UTF8.GetString(bytes, 8, (int)length));
        for (int edits = 1 + random.Below(4); edits > 0 && words.Count > 0; edits--) Edit(random, words);
        byte[] header = Encoding.UTF8.GetBytes(string.Concat(words)), data = bytes[(8 + (int)length)..];
        if (random.OneIn(6)) Array.Resize(ref data, Math.Max(0, data.Length + random.Below(17) - 8));
        var made = new byte[8 + header.Length + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(made, random.OneIn(24) ? random.Interesting() : (ulong)header.Length);
        header.CopyTo(made, 8);
        data.CopyTo(made, 8 + header.Length);
        return made;
    }

    private static void Edit(FuzzRandom random, List<string> words)
    {
        int at = random.Below(words.Count), length = 1 + random.Below(Math.Min(16, words.Count - at));
        switch (random.Below(6))
        {
            case 0: words.RemoveRange(at, length); break;
            case 1: words.InsertRange(random.Below(words.Count + 1), words.GetRange(at, length)); break;
            case 2: words[at] = random.Pick(Words); break;
            case 3: words.Insert(at, random.Pick(Words)); break;
            case 4: words[at] = random.Pick(words); break;
            default:
                int[] numbers = [.. Enumerable.Range(0, words.Count).Where(i => char.IsAsciiDigit(words[i][0]))];
                if (numbers.Length == 0) break;
                int which = random.Pick(numbers);
                words[which] = long.TryParse(words[which], NumberStyles.None, CultureInfo.InvariantCulture, out long n) && random.OneIn(2)
                    ? (n + random.Below(9) - 4).ToString(CultureInfo.InvariantCulture)
                    : random.Interesting().ToString(CultureInfo.InvariantCulture);
                break;
        }
    }

    private static List<string> Split(string text)
    {
        List<string> words = [];
        for (int i = 0; i < text.Length;)
        {
            int start = i++;
            if (text[start] == '"')
            {
                while (i < text.Length && text[i] != '"') i += text[i] == '\\' ? 2 : 1;
                i = Math.Min(text.Length, i + 1);
            }
            else if (char.IsAsciiDigit(text[start]))
            {
                while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
            }
            words.Add(text[start..i]);
        }
        return words;
    }
}
