using Fovea.Fuzz;
using static Fovea.Onnx.Tests.Files;

namespace Fovea.Onnx.Tests;

/// <summary>Broken wire format.</summary>
public sealed class WireTests
{
    public static TheoryData<string, byte[]> Broken => new()
    {
        { "an empty file", [] },
        { "one byte", [0x08] },
        { "a varint of eleven bytes", Wire.Of(w => w.Tag(1, 0).Raw([.. Enumerable.Repeat((byte)0x80, 10), 0])) },
        { "a varint above 64 bits", Wire.Of(w => w.Tag(1, 0).Raw(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2)) },
        { "a length beyond the end", Wire.Of(w => w.Number(1, 8).Tag(7, 2).Varint(100).Raw(1, 2, 3)) },
        { "a length beyond its message", Sound(g => g.Tag(2, 2).Varint(100)) },
        { "a length of 2^64 − 1", Wire.Of(w => w.Number(1, 8).Tag(7, 2).Varint(ulong.MaxValue)) },
        { "field number 0", Wire.Of(w => w.Number(1, 8).Raw(0)) },
        { "field number 2^29", Wire.Of(w => w.Number(1 << 29, 8)) },
        { "a group", Sound(more: w => w.Tag(30, 3).Tag(30, 4)) },
        { "groups 10,000 deep", Wire.Of(w => w.Raw([.. Enumerable.Repeat((byte)0xf3, 10_000)])) },
        { "kind 7", Wire.Of(w => w.Tag(1, 7)) },
        { "a name that is a number", Sound(g => g.Message(1, n => n.Number(4, 5))) },
        { "a number that is a text", Wire.Of(w => w.Text(1, "8")) },
        { "two graphs", Sound(more: w => w.Message(7, g => { })) },
        { "two names of a node", Sound(g => g.Node("Relu", ["x"], ["z"], n => n.Text(3, "a").Text(3, "b"))) },
        { "a name that is no UTF-8", Sound(g => g.Message(1, n => n.Bytes(4, 0xc3, 0x28))) },
        { "an overlong encoding of a slash", Sound(g => g.Message(1, n => n.Bytes(4, 0xc0, 0xaf))) },
        { "metadata that is no UTF-8", Sound(more: w => w.Message(14, p => p.Text(1, "k").Bytes(2, 0xff))) },
        { "a name of 1,025 bytes", Sound(g => g.Node("Relu", ["x"], [new string('n', 1025)])) },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Broken_wire_format_is_refused(string what, byte[] bytes) => Refused(what, bytes);

    [Fact]
    public void Subgraphs_10_000_deep_are_passed_over()
    {
        byte[] inner = [];
        for (int i = 0; i < 10_000; i++)
        {
            byte[] before = inner;
            inner = Wire.Of(g => g.Message(1, n => n.Text(4, "If").Message(5, a => a.Text(1, "then_branch").Number(20, 5).Bytes(6, before))));
        }
        OnnxGraph graph = Read(Sound(g => g.Node("If", ["x"], ["z"], n => n.Message(5, a => a.Text(1, "then_branch").Number(20, 5).Bytes(6, inner)))));
        Assert.Equal([("then_branch", new OnnxUnread("a subgraph"))], graph.Nodes[1].Attributes.Unread);
    }

    [Fact]
    public void Unknown_fields_of_every_kind_are_passed_over()
        => Assert.Single(Read(Sound(
            g => g.Number(200, 7).Tag(201, 1).Raw(new byte[8]).Tag(202, 5).Raw(new byte[4]).Bytes(203, new byte[1000]),
            w => w.Bytes(300, new byte[100_000]))).Nodes);
}
