namespace Fovea.Fuzz;

/// <summary>A protobuf message taken apart into fields, without its schema: bytes that read as a message are one.</summary>
internal sealed class WireTree
{
    /// <summary>One field: a number, bytes, or a message.</summary>
    public sealed record Field(int Number, int Kind, ulong Scalar, byte[] Bytes, WireTree? Message);

    public List<Field> Fields { get; } = [];

    /// <summary>The message, or null where the bytes are none.</summary>
    public static WireTree? Parse(ReadOnlySpan<byte> bytes, int depth = 0)
    {
        var tree = new WireTree();
        while (bytes.Length > 0)
        {
            if (!Varint(ref bytes, out ulong tag) || tag >> 3 is 0 or > 64) return null;
            ulong scalar = 0;
            byte[] payload = [];
            WireTree? inner = null;
            switch (tag & 7)
            {
                case 0:
                    if (!Varint(ref bytes, out scalar)) return null;
                    break;
                case 1 or 5:
                    int size = (tag & 7) == 1 ? 8 : 4;
                    if (bytes.Length < size) return null;
                    for (int i = size - 1; i >= 0; i--) scalar = (scalar << 8) | bytes[i];
                    bytes = bytes[size..];
                    break;
                case 2:
                    if (!Varint(ref bytes, out ulong length) || length > (ulong)bytes.Length) return null;
                    payload = bytes[..(int)length].ToArray();
                    bytes = bytes[(int)length..];
                    inner = depth < 12 && payload.Length > 1 ? Parse(payload, depth + 1) : null;
                    break;
                default: return null;
            }
            tree.Fields.Add(new Field((int)(tag >> 3), (int)(tag & 7), scalar, payload, inner));
        }
        return tree;
    }

    public byte[] Write()
    {
        List<byte> bytes = [];
        foreach (Field field in Fields)
        {
            Put(bytes, ((ulong)field.Number << 3) | (uint)field.Kind);
            switch (field.Kind)
            {
                case 0: Put(bytes, field.Scalar); break;
                case 1 or 5:
                    for (int i = 0; i < (field.Kind == 1 ? 8 : 4); i++) bytes.Add((byte)(field.Scalar >> (8 * i)));
                    break;
                default:
                    byte[] payload = field.Message?.Write() ?? field.Bytes;
                    Put(bytes, (ulong)payload.Length);
                    bytes.AddRange(payload);
                    break;
            }
        }
        return [.. bytes];
    }

    /// <summary>Every message of the tree, itself first.</summary>
    public IEnumerable<WireTree> All() => Fields.SelectMany(f => f.Message?.All() ?? []).Prepend(this);

    public static void Put(List<byte> bytes, ulong value)
    {
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
    }

    private static bool Varint(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (int i = 0; i < 10 && i < bytes.Length; i++)
        {
            value |= (ulong)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] >= 0x80) continue;
            bytes = bytes[(i + 1)..];
            return true;
        }
        return false;
    }
}
