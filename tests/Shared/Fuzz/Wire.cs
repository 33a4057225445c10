using System.Text;

namespace Fovea.Fuzz;

/// <summary>Writes protobuf fields by hand, sound or not.</summary>
internal sealed class Wire
{
    private readonly List<byte> bytes = [];

    public static byte[] Of(Action<Wire> write)
    {
        var wire = new Wire();
        write(wire);
        return [.. wire.bytes];
    }

    public Wire Raw(params byte[] more)
    {
        bytes.AddRange(more);
        return this;
    }

    public Wire Varint(ulong value)
    {
        WireTree.Put(bytes, value);
        return this;
    }

    public Wire Tag(int field, int kind) => Varint(((ulong)field << 3) | (uint)kind);

    public Wire Number(int field, long value) => Tag(field, 0).Varint((ulong)value);

    public Wire Bytes(int field, params byte[] value) => Tag(field, 2).Varint((ulong)value.Length).Raw(value);

    public Wire Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public Wire Message(int field, Action<Wire> write) => Bytes(field, Of(write));
}
