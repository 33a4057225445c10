namespace Fovea.Onnx;

/// <summary>The attributes of a node by name: <c>long</c>, <c>float</c>, <c>string</c>, arrays of these, or a tensor.</summary>
internal sealed class OnnxAttributes(IReadOnlyDictionary<string, object> values)
{
    /// <summary>No attributes.</summary>
    public static OnnxAttributes None { get; } = new(new Dictionary<string, object>());

    /// <summary>The names that are there.</summary>
    public IEnumerable<string> Names => values.Keys;

    /// <summary>The attributes that were not read, with what they are.</summary>
    public IEnumerable<(string Name, OnnxUnread Unread)> Unread => values.Where(v => v.Value is OnnxUnread).Select(v => (v.Key, (OnnxUnread)v.Value));

    /// <summary>True when the attribute is there.</summary>
    public bool Has(string name) => values.ContainsKey(name);

    /// <summary>An integer, or <paramref name="absent"/>.</summary>
    public long Integer(string name, long absent) => Find<long>(name, out long value) ? value : absent;

    /// <summary>An integer of 32 bits, or <paramref name="absent"/>.</summary>
    public int Small(string name, int absent) => Small(name, Integer(name, absent));

    /// <summary>A list of integers of 32 bits, or null.</summary>
    public int[]? Smalls(string name) => Integers(name) is { } values ? [.. values.Select(v => Small(name, v))] : null;

    private static int Small(string name, long value) => value is >= int.MinValue and <= int.MaxValue ? (int)value
        : throw new OnnxNodeException($"attribute '{name}' is {value}", "its numbers fit 32 bits");

    /// <summary>A number, or <paramref name="absent"/>.</summary>
    public float Number(string name, float absent) => Find<float>(name, out float value) ? value : absent;

    /// <summary>A word, or <paramref name="absent"/>.</summary>
    public string Word(string name, string absent) => Find<string>(name, out string? value) ? value! : absent;

    /// <summary>A list of integers, or null.</summary>
    public long[]? Integers(string name) => Find<long[]>(name, out long[]? value) ? value : null;

    /// <summary>A list of numbers, or null.</summary>
    public float[]? Numbers(string name) => Find<float[]>(name, out float[]? value) ? value : null;

    /// <summary>A tensor, or null.</summary>
    public OnnxTensor? Tensor(string name) => Find<OnnxTensor>(name, out OnnxTensor? value) ? value : null;

    private bool Find<T>(string name, out T? value)
    {
        value = default;
        if (!values.TryGetValue(name, out object? found)) return false;
        // An empty list has no type in the file; it fits every list.
        if (found is Array { Length: 0 })
            found = typeof(T) == typeof(long[]) ? Array.Empty<long>() : typeof(T) == typeof(float[]) ? Array.Empty<float>() : found;
        value = found is T typed ? typed : throw new OnnxNodeException($"attribute '{name}' is {Kind(found.GetType())}, not {Kind(typeof(T))}");
        return true;
    }

    private static string Kind(Type type) => type switch
    {
        _ when type == typeof(long) => "an integer",
        _ when type == typeof(float) => "a number",
        _ when type == typeof(string) => "a word",
        _ when type == typeof(long[]) => "a list of integers",
        _ when type == typeof(float[]) => "a list of numbers",
        _ when type == typeof(string[]) => "a list of words",
        _ when type == typeof(OnnxUnread) => "a subgraph, a sparse tensor or a type",
        _ => "a tensor",
    };
}
