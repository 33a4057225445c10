namespace Fovea.Onnx;

/// <summary>What a file has used of its limits.</summary>
internal sealed class OnnxBudget(OnnxLimits limits, OnnxErrors errors)
{
    private int fields, nodes, links, attributes, attributeNumbers, initializers, values, strings, entries;
    private long tensorBytes, growth, stringBytes, metadataBytes;

    public void Field() => Take(ref fields, limits.Fields, "fields", nameof(limits.Fields));

    public void Node() => Take(ref nodes, limits.Nodes, "nodes", nameof(limits.Nodes));

    public void Link() => Take(ref links, limits.Links, "inputs and outputs of nodes", nameof(limits.Links));

    public void Attribute() => Take(ref attributes, limits.Attributes, "attributes", nameof(limits.Attributes));

    public void Initializer() => Take(ref initializers, limits.Initializers, "initializers", nameof(limits.Initializers));

    public void Value() => Take(ref values, limits.Values, "inputs and outputs of the graph", nameof(limits.Values));

    public void Entry() => Take(ref entries, limits.MetadataEntries, "entries of metadata", nameof(limits.MetadataEntries));

    /// <summary>How many numbers attributes may still have.</summary>
    public int AttributeNumbersLeft => limits.AttributeNumbers - attributeNumbers;

    public void AttributeNumbers(int count)
    {
        if (count > AttributeNumbersLeft) errors.TooMany("numbers in lists of attributes", limits.AttributeNumbers, nameof(limits.AttributeNumbers));
        attributeNumbers += count;
    }

    public void String(long bytes)
    {
        Take(ref strings, limits.Strings, "texts", nameof(limits.Strings));
        Take(ref stringBytes, bytes, limits.StringBytes, "bytes of text", nameof(limits.StringBytes));
    }

    public void Metadata(long bytes) => Take(ref metadataBytes, bytes, limits.MetadataBytes, "bytes of metadata", nameof(limits.MetadataBytes));

    /// <summary>A tensor about to be made.</summary>
    /// <param name="bytes">In memory.</param>
    /// <param name="inFile">In the file.</param>
    public void Tensor(long bytes, long inFile)
    {
        Take(ref tensorBytes, bytes, limits.TensorBytes, "bytes of tensors", nameof(limits.TensorBytes));
        Take(ref growth, Math.Max(0, bytes - inFile), limits.GrowthBytes, "bytes by which lists of numbers grow when they are read", nameof(limits.GrowthBytes));
    }

    private void Take(ref int count, int limit, string what, string setting)
    {
        if (count == limit) errors.TooMany(what, limit, setting);
        count++;
    }

    private void Take(ref long sum, long more, long limit, string what, string setting)
    {
        if (more > limit - sum) errors.TooMany(what, limit, setting);
        sum += more;
    }
}
