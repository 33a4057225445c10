using System.Text;
using System.Text.Json;

namespace Fovea.Analysis;

/// <summary>On which line each value of a JSON text stands, by its path: <c>suppress/0/rule</c>.</summary>
internal sealed class JsonLines
{
    private readonly Dictionary<string, int> lines = [];

    /// <param name="json">Valid JSON; comments and trailing commas are allowed.</param>
    public JsonLines(string json)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        // For each open object or list: its path, and the number of the next element, -1 in an object.
        var open = new Stack<(string Path, int Next)>();
        string? member = null;
        while (reader.Read())
        {
            int line = 1 + bytes.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n');
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                member = reader.GetString();
                continue;
            }
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                open.Pop();
                continue;
            }
            string path = member ?? "";
            if (open.TryPop(out var around))
            {
                path = around.Path + (around.Next < 0 ? member : around.Next.ToString());
                open.Push((around.Path, around.Next < 0 ? -1 : around.Next + 1));
            }
            lines.TryAdd(path, line);
            member = null;
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                open.Push((path.Length == 0 ? "" : path + "/", reader.TokenType == JsonTokenType.StartArray ? 0 : -1));
        }
    }

    /// <summary>The line, from 1; 0 when there is no such value.</summary>
    public int Of(string path) => lines.GetValueOrDefault(path);
}
