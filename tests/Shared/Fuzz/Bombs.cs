using System.Text;

namespace Fovea.Fuzz;

/// <summary>Files that cost as much as they can for their size. Each must be read or refused within 2 s and 256 MB + 3 × its size.</summary>
internal static class Bombs
{
    /// <summary>How to write each, by name.</summary>
    public static IReadOnlyDictionary<string, Action<Stream>> All { get; } = new Dictionary<string, Action<Stream>>
    {
        ["empty-nodes"] = s => InGraph(s, g => Repeat(g, Wire.Of(w => w.Bytes(1)), 5_000_000)),
        ["empty-initializers"] = s => InGraph(s, g => Repeat(g, Wire.Of(w => w.Bytes(5)), 5_000_000)),
        ["empty-inputs-of-a-node"] = s => InGraph(s, g => Repeat(g, Wire.Of(w => w.Message(1, n => n.Text(4, "Sum").Text(2, "y"))), 1), node: 4_000_000),
        ["unknown-fields"] = s => Repeat(s, Wire.Of(w => w.Number(100, 0)), 11_000_000),
        ["one-unknown-field-of-1-GB"] = s =>
        {
            s.Write(Wire.Of(w => w.Tag(100, 2).Varint(1 << 30)));
            s.SetLength(s.Position + (1 << 30));
        },
        ["metadata"] = s => Repeat(s, Wire.Of(w => w.Message(14, m => { })), 5_000_000),
        ["opset-imports"] = s => Repeat(s, Wire.Of(w => w.Message(8, m => { })), 5_000_000),
        ["functions"] = s => Repeat(s, Wire.Of(w => w.Message(25, m => { })), 5_000_000),
        ["packed-ones"] = s => InGraph(s, g => Initializer(g, 20_000_000, packed: true)),
        ["single-ones"] = s => InGraph(s, g => Initializer(g, 11_000_000, packed: false)),
        ["nodes-at-the-limit"] = s => InGraph(s, g => Nodes(g, 100_000, 5, 9)),
        ["initializers-at-the-limit"] = s => InGraph(s, g =>
        {
            Nodes(g, 1, 0, 1);
            for (int i = 0; i < 100_000; i++) g.Write(Wire.Of(w => w.Message(5, t => t.Number(1, 1).Number(2, 3).Text(8, $"w{i}").Bytes(9, 1))));
        }),
        ["all-at-the-limit"] = s => InGraph(s, g =>
        {
            Nodes(g, 100_000, 5, 9);
            for (int i = 0; i < 99_990; i++) g.Write(Wire.Of(w => w.Message(5, t => t.Number(1, 1).Number(2, 3).Text(8, $"w{i}").Bytes(9, 1))));
            Initializer(g, 9_000_000, packed: true);
        }),
        ["chain-backwards"] = s => InGraph(s, g => Chain(g, 100_000)),
        ["typo-among-long-names"] = s => InGraph(s, g =>
        {
            string name = new('a', 1_000);
            for (int i = 0; i < 50_000; i++) g.Write(Wire.Of(w => w.Message(1, n => n.Text(4, "Relu").Text(1, i == 0 ? "x" : name + (i - 1)).Text(2, name + i))));
            g.Write(Wire.Of(w => w.Message(1, n => n.Text(4, "Relu").Text(1, name).Text(2, "y"))));
        }),
        ["safetensors-header"] = s => Header(s, Entries(262_144)),
        ["safetensors-65536"] = s => Header(s, Entries(65_536)),
        ["safetensors-metadata"] = s => Header(s, $"\"__metadata__\":{{{string.Join(',', Enumerable.Range(0, 1_400_000).Select(i => $"\"{i:x}\":\"\""))}}}"),
    };

    /// <summary>A model of opset 18 around a graph with input x and output y; the length of the graph is written last.</summary>
    private static void InGraph(Stream s, Action<Stream> write, int node = 0)
    {
        s.Write(Wire.Of(w => w.Number(1, 8).Message(8, o => o.Number(2, 18)).Tag(7, 2)));
        long length = s.Position;
        s.Write(stackalloc byte[5]);
        write(s);
        if (node > 0)
        {
            s.Write(Wire.Of(w => w.Tag(1, 2).Varint((ulong)(2 * node))));
            Repeat(s, Wire.Of(w => w.Bytes(1)), node);
        }
        s.Write(Wire.Of(w => w.Message(11, v => v.Text(1, "x")).Message(12, v => v.Text(1, "y"))));
        long end = s.Position, bytes = end - length - 5;
        s.Position = length;
        for (int i = 0; i < 5; i++) s.WriteByte((byte)(((bytes >> (7 * i)) & 0x7f) + (i < 4 ? 0x80 : 0)));
        s.Position = end;
    }

    private static void Nodes(Stream s, int nodes, int attributes, int inputs)
    {
        byte[] more = Wire.Of(w =>
        {
            for (int i = 1; i < inputs; i++) w.Text(1, "x");
            for (int i = 0; i < attributes; i++) w.Message(5, a => a.Text(1, ((char)('a' + i)).ToString()).Number(20, 2));
        });
        for (int i = 0; i < nodes; i++) s.Write(Wire.Of(w => w.Message(1, n => n.Text(1, "x").Text(4, "S").Text(2, i == 0 ? "y" : $"{i:x}").Raw(more))));
    }

    // The last node of the file comes first in order.
    private static void Chain(Stream s, int nodes)
    {
        for (int i = 0; i < nodes; i++) s.Write(Wire.Of(w => w.Message(1, n => n.Text(1, i == nodes - 1 ? "x" : $"v{i + 1}").Text(4, "Relu").Text(2, i == 0 ? "y" : $"v{i}"))));
    }

    private static void Initializer(Stream s, int ones, bool packed)
    {
        byte[] head = Wire.Of(w => w.Number(1, ones).Number(2, 7).Text(8, "w"));
        byte[] single = Wire.Of(w => w.Number(7, 1)), list = Wire.Of(w => w.Tag(7, 2).Varint((ulong)ones));
        long length = head.Length + (packed ? list.Length + ones : (long)single.Length * ones);
        s.Write(Wire.Of(w => w.Tag(5, 2).Varint((ulong)length)));
        s.Write(head);
        if (packed) s.Write(list);
        Repeat(s, packed ? [1] : single, ones);
    }

    private static string Entries(int count)
        => string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{i}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}"));

    private static void Header(Stream s, string entries)
    {
        s.Write(BitConverter.GetBytes(entries.Length + 2L));
        s.Write(Encoding.ASCII.GetBytes("{" + entries + "}"));
    }

    private static void Repeat(Stream s, byte[] what, int times)
    {
        byte[] block = [.. Enumerable.Repeat(what, Math.Min(times, 65_536)).SelectMany(b => b)];
        int perBlock = block.Length / what.Length;
        for (; times >= perBlock; times -= perBlock) s.Write(block);
        s.Write(block, 0, times * what.Length);
    }
}
