using System.Text.Json;

namespace Fovea;

/// <summary>Parses and checks the JSON header of a <c>.safetensors</c> file. No recursion, no reflection, one pass.</summary>
/// <remarks>
/// Source: the format's README and its reference implementation (huggingface/safetensors, tensor.rs), whose error cases are the
/// tests of this class. What is stricter here: the limits, and keys of a tensor other than the three known ones are refused.
/// </remarks>
internal ref struct SafetensorsHeader
{
    private const int JsonDepth = 8;
    private readonly SafetensorsErrors errors;
    private readonly SafetensorsLimits limits;
    private readonly long dataBytes;
    private readonly Dictionary<string, string> metadata = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SafetensorsEntry> entries = new(StringComparer.Ordinal);
    private Utf8JsonReader json;
    private bool metadataSeen;

    private SafetensorsHeader(ReadOnlySpan<byte> header, long dataBytes, SafetensorsLimits limits, SafetensorsErrors errors)
    {
        this.dataBytes = dataBytes;
        this.limits = limits;
        this.errors = errors;
        json = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = JsonDepth });
    }

    /// <summary>The metadata and the entries in the order of their data, or an error.</summary>
    public static (Dictionary<string, string> Metadata, List<SafetensorsEntry> Entries) Parse(
        ReadOnlySpan<byte> header, long dataBytes, SafetensorsLimits limits, SafetensorsErrors errors)
    {
        var parser = new SafetensorsHeader(header, dataBytes, limits, errors);
        try
        {
            return parser.Parse();
        }
        catch (JsonException e)
        {
            errors.BadJson("", e.Message, e);
        }
        catch (InvalidOperationException e)
        {
            errors.BadJson("", e.Message, e); // text that is no UTF-8 is only found when it is decoded
        }
        return default;
    }

    private (Dictionary<string, string> Metadata, List<SafetensorsEntry> Entries) Parse()
    {
        json.Read();
        Expect(JsonTokenType.StartObject, "");
        while (NextKey() is string name)
        {
            if (name == "__metadata__") ReadMetadata();
            else ReadTensor(name);
        }
        json.Read(); // throws on anything but white space

        List<SafetensorsEntry> ordered = [.. entries.Values.OrderBy(e => e.Offset).ThenBy(e => e.Bytes).ThenBy(e => e.Name, StringComparer.Ordinal)];
        long end = 0;
        foreach (SafetensorsEntry entry in ordered)
        {
            if (entry.Offset != end) errors.NotContiguous(entry.Name, entry.Offset, end);
            end += entry.Bytes;
        }
        if (end != dataBytes) errors.Trailing(end, dataBytes);
        return (metadata, ordered);
    }

    private void ReadMetadata()
    {
        if (metadataSeen) errors.Duplicate("the key", "__metadata__");
        metadataSeen = true;
        json.Read();
        Expect(JsonTokenType.StartObject, "__metadata__: ");
        while (NextKey() is string key)
        {
            json.Read();
            Expect(JsonTokenType.String, "__metadata__: ");
            if (!metadata.TryAdd(key, json.GetString()!)) errors.Duplicate("the metadata key", key);
        }
    }

    private void ReadTensor(string name)
    {
        if (name.Length > limits.NameLength) errors.NameTooLong(name.Length, limits.NameLength);
        if (entries.ContainsKey(name)) errors.Duplicate("tensor", name);
        if (entries.Count == limits.Tensors) errors.TooMany(limits.Tensors);
        string where = $"tensor {SafetensorsErrors.Quote(name)}: ";
        SafetensorsType? type = null;
        List<long>? shape = null, offsets = null;
        json.Read();
        Expect(JsonTokenType.StartObject, where);
        while (NextKey() is string key)
        {
            json.Read();
            switch (key)
            {
                case "dtype" when type is null:
                    Expect(JsonTokenType.String, where);
                    string text = json.GetString()!;
                    if (!SafetensorsTypes.TryParse(text, out SafetensorsType known)) errors.UnknownType(name, text);
                    type = known;
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(where, limits.Dimensions);
                    if (shape.Count > limits.Dimensions) errors.TooManyDimensions(name, limits.Dimensions);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(where, 2);
                    if (offsets.Count != 2) errors.BadJson(where, "data_offsets is not [begin, end]");
                    break;
                case "dtype" or "shape" or "data_offsets":
                    errors.Duplicate($"{where}the key", key);
                    break;
                default:
                    errors.BadJson(where, $"the unknown key {SafetensorsErrors.Quote(key)}");
                    break;
            }
        }
        if (type is null || shape is null || offsets is null)
            errors.BadJson(where, $"{(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")} is missing");
        entries.Add(name, Check(name, type.Value, shape, offsets[0], offsets[1]));
    }

    private readonly SafetensorsEntry Check(string name, SafetensorsType type, List<long> shape, long begin, long end)
    {
        if (begin > end || end > dataBytes) errors.BadOffsets(name, begin, end, dataBytes);
        if (!TryBytes(shape, type, out long bytes)) errors.TooLarge(name, shape, type);
        if (bytes != end - begin) errors.WrongSpan(name, shape, type, bytes, begin, end);
        return new SafetensorsEntry(name, type, shape.AsReadOnly(), begin, bytes);
    }

    /// <summary>Bytes of a shape; false where they overflow, also when a later axis is zero.</summary>
    public static bool TryBytes(IReadOnlyList<long> shape, SafetensorsType type, out long bytes)
    {
        Int128 product = type.Bytes();
        bytes = 0;
        foreach (long axis in shape)
        {
            if (axis < 0) return false;
            if (axis == 0)
            {
                product = 0;
                break;
            }
            product *= axis;
            if (product > long.MaxValue) return false;
        }
        bytes = (long)product;
        return true;
    }

    /// <summary>An array of non-negative integers; stops one past <paramref name="most"/>.</summary>
    private List<long> ReadNumbers(string where, int most)
    {
        Expect(JsonTokenType.StartArray, where);
        List<long> numbers = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            Expect(JsonTokenType.Number, where);
            if (!json.TryGetInt64(out long number) || number < 0)
                errors.BadJson(where, "a number that is no whole number from 0 to 2^63 − 1");
            numbers.Add(number);
            if (numbers.Count > most) break;
        }
        return numbers;
    }

    private string? NextKey()
    {
        json.Read();
        return json.TokenType == JsonTokenType.EndObject ? null : json.GetString()!;
    }

    private readonly void Expect(JsonTokenType expected, string where)
    {
        if (json.TokenType != expected) errors.BadJson(where, $"{json.TokenType} at byte {json.TokenStartIndex:N0} where {expected} is due");
    }
}
