using System.Buffers.Binary;
using Fovea.Fuzz;
using static Fovea.Onnx.Tests.Files;

namespace Fovea.Onnx.Tests;

/// <summary>Tensors of every type, kept in every way, and those that contradict themselves.</summary>
public sealed class TensorTests
{
    public static TheoryData<string, byte[]> Wrong => new()
    {
        { "a dim that is negative", Weight(t => t.Number(1, -2).Number(2, 1)) },
        { "a dim above 2^31", Weight(t => t.Number(1, 1L << 32).Number(2, 1)) },
        { "dims whose product overflows 32 bits", Weight(t => t.Number(1, 65_536).Number(1, 65_536).Number(2, 1)) },
        { "dims whose product overflows 64 bits", Weight(t => t.Number(1, int.MaxValue).Number(1, int.MaxValue).Number(1, int.MaxValue).Number(2, 1)) },
        { "dims whose product overflows 128 bits", Weight(t => { for (int i = 0; i < 8; i++) t.Number(1, int.MaxValue); t.Number(2, 1); }) },
        { "a huge tensor of no elements", Weight(t => t.Number(1, int.MaxValue).Number(1, int.MaxValue).Number(1, 0).Number(2, 1)) },
        { "nine dims", Weight(t => { for (int i = 0; i < 9; i++) t.Number(1, 1); }) },
        { "a million dims in a list", Weight(t => t.Bytes(1, [.. Enumerable.Repeat((byte)1, 1_000_000)])) },
        { "element type 0", Weight(t => t.Number(1, 1).Bytes(9, 0, 0, 0, 0)) },
        { "element type 99", Weight(t => t.Number(1, 1).Number(2, 99).Bytes(9, 0, 0, 0, 0)) },
        { "element type −1", Weight(t => t.Number(1, 1).Number(2, -1).Bytes(9, 0, 0, 0, 0)) },
        { "complex numbers", Weight(t => t.Number(1, 1).Number(2, 14).Bytes(9, new byte[8])) },
        { "8-bit floats", Weight(t => t.Number(1, 1).Number(2, 17).Bytes(9, 0)) },
        { "4-bit integers", Weight(t => t.Number(1, 1).Number(2, 22).Bytes(9, 0)) },
        { "texts as weights", Weight(t => t.Number(1, 1).Number(2, 8).Text(6, "a")) },
        { "texts as raw data", Weight(t => t.Number(1, 1).Number(2, 8).Bytes(9, 1)) },
        { "raw data that is too short", Weight(t => t.Number(1, 2).Number(1, 3).Number(2, 1).Bytes(9, new byte[20])) },
        { "raw data that is too long", Weight(t => t.Number(1, 2).Number(2, 11).Bytes(9, new byte[17])) },
        { "no data", Weight(t => t.Number(1, 2).Number(2, 1)) },
        { "raw data and a list", Weight(t => t.Number(1, 1).Number(2, 1).Bytes(9, new byte[4]).Bytes(4, new byte[4])) },
        { "two lists", Weight(t => t.Number(1, 1).Number(2, 1).Bytes(5, 1).Bytes(4, new byte[4])) },
        { "the list of another type", Weight(t => t.Number(1, 1).Number(2, 7).Bytes(5, 1)) },
        { "a list that is too short", Weight(t => t.Number(1, 3).Number(2, 1).Bytes(4, new byte[8])) },
        { "a list that is too long", Weight(t => t.Number(1, 1).Number(2, 1).Bytes(4, new byte[8])) },
        { "a list that ends within a number", Weight(t => t.Number(1, 2).Number(2, 1).Bytes(4, new byte[9])) },
        { "a list of too few varints", Weight(t => t.Number(1, 3).Number(2, 7).Bytes(7, 1, 2)) },
        { "a list of long varints that are too few", Weight(t => t.Number(1, 3).Number(2, 7).Bytes(7, 0x81, 1, 0x82, 1)) },
        { "a list of too many varints", Weight(t => t.Number(1, 1).Number(2, 7).Bytes(7, 1, 2)) },
        { "a list that ends within a varint", Weight(t => t.Number(1, 2).Number(2, 7).Bytes(7, 1, 0x80)) },
        { "a number out of its range", Weight(t => t.Number(1, 1).Number(2, 3).Number(5, 128)) },
        { "a half of more than 16 bits", Weight(t => t.Number(1, 1).Number(2, 10).Number(5, 65_536)) },
        { "a uint32 of more than 32 bits", Weight(t => t.Number(1, 1).Number(2, 12).Number(11, 1L << 32)) },
        { "floats written as varints", Weight(t => t.Number(1, 4).Number(2, 1).Number(4, 1).Number(4, 1).Bytes(4, new byte[16])) },
        { "a segment", Weight(t => t.Number(1, 1).Number(2, 1).Message(3, s => s.Number(1, 0).Number(2, 4)).Bytes(9, new byte[4])) },
        { "data location 2", Weight(t => t.Number(1, 1).Number(2, 1).Number(14, 2).Bytes(9, new byte[4])) },
        { "a tensor of an attribute with too little data", Sound(g => g.Node("Constant", [], ["c"], n => n.Text(3, "k").Message(5, a => a.Text(1, "value").Number(20, 4).Message(5, t => t.Text(8, "inner").Number(1, 2).Number(2, 1).Bytes(9, 1))))) },
        { "a weight whose name steers a terminal", Sound(g => g.Message(5, t => t.Text(8, "\u001b]0;pwn\a" + new string('w', 500)).Number(1, 1).Number(2, 1))) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Wrong_tensors_are_refused(string what, byte[] bytes) => Refused(what, bytes);

    private static OnnxTensor Read(Action<Wire> tensor) => Files.Read(Weight(tensor)).Initializers["w"];

    [Fact]
    public void Every_type_is_read_from_raw_data()
    {
        Assert.Equal([1f, -2f], Read(t => t.Number(1, 2).Number(2, 1).Bytes(9, [.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(-2f)])).As<float>());
        Assert.Equal([1d, -2d], Read(t => t.Number(1, 2).Number(2, 11).Bytes(9, [.. BitConverter.GetBytes(1d), .. BitConverter.GetBytes(-2d)])).As<double>());
        Assert.Equal([(Half)0.5, (Half)(-2)], Read(t => t.Number(1, 2).Number(2, 10).Bytes(9, 0, 0x38, 0, 0xc0)).As<Half>());
        OnnxTensor brain = Read(t => t.Number(1, 2).Number(2, 16).Bytes(9, 0x80, 0x3f, 0, 0xc0));
        Assert.Equal(OnnxType.BFloat16, brain.Type);
        Assert.Equal([1f, -2f], brain.ToFloats());
        Assert.Equal([true, false, true], Read(t => t.Number(1, 3).Number(2, 9).Bytes(9, 1, 0, 255)).As<bool>());
        Assert.Equal([(sbyte)-1, (sbyte)1], Read(t => t.Number(1, 2).Number(2, 3).Bytes(9, 255, 1)).As<sbyte>());
        Assert.Equal([(byte)255, (byte)1], Read(t => t.Number(1, 2).Number(2, 2).Bytes(9, 255, 1)).As<byte>());
        Assert.Equal([(short)-2], Read(t => t.Number(1, 1).Number(2, 5).Bytes(9, 0xfe, 0xff)).As<short>());
        Assert.Equal([(ushort)0xfffe], Read(t => t.Number(1, 1).Number(2, 4).Bytes(9, 0xfe, 0xff)).As<ushort>());
        Assert.Equal([int.MinValue], Read(t => t.Number(1, 1).Number(2, 6).Bytes(9, 0, 0, 0, 0x80)).As<int>());
        Assert.Equal([uint.MaxValue], Read(t => t.Number(1, 1).Number(2, 12).Bytes(9, 255, 255, 255, 255)).As<uint>());
        Assert.Equal([long.MinValue], Read(t => t.Number(1, 1).Number(2, 7).Bytes(9, 0, 0, 0, 0, 0, 0, 0, 0x80)).As<long>());
        Assert.Equal([ulong.MaxValue], Read(t => t.Number(1, 1).Number(2, 13).Bytes(9, [.. Enumerable.Repeat((byte)255, 8)])).As<ulong>());
    }

    [Fact]
    public void Every_type_is_read_from_its_list()
    {
        Assert.Equal([1f, -2f], Read(t => t.Number(1, 2).Number(2, 1).Bytes(4, [.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(-2f)])).As<float>());
        Assert.Equal([1d], Read(t => t.Number(1, 1).Number(2, 11).Bytes(10, BitConverter.GetBytes(1d))).As<double>());
        Assert.Equal([(Half)0.5], Read(t => t.Number(1, 1).Number(2, 10).Number(5, 0x3800)).As<Half>());
        Assert.Equal([1f, -2f], Read(t => t.Number(1, 2).Number(2, 16).Number(5, 0x3f80).Number(5, 0xc000)).ToFloats());
        Assert.Equal([true, false], Read(t => t.Number(1, 2).Number(2, 9).Bytes(5, 7, 0)).As<bool>());
        Assert.Equal([(sbyte)-1], Read(t => t.Number(1, 1).Number(2, 3).Number(5, -1)).As<sbyte>());
        Assert.Equal([(byte)200], Read(t => t.Number(1, 1).Number(2, 2).Number(5, 200)).As<byte>());
        Assert.Equal([short.MinValue], Read(t => t.Number(1, 1).Number(2, 5).Number(5, short.MinValue)).As<short>());
        Assert.Equal([ushort.MaxValue], Read(t => t.Number(1, 1).Number(2, 4).Number(5, ushort.MaxValue)).As<ushort>());
        Assert.Equal([-5, 5], Read(t => t.Number(1, 2).Number(2, 6).Number(5, -5).Number(5, 5)).As<int>());
        Assert.Equal([uint.MaxValue], Read(t => t.Number(1, 1).Number(2, 12).Number(11, uint.MaxValue)).As<uint>());
        Assert.Equal([-1L, long.MaxValue], Read(t => t.Number(1, 2).Number(2, 7).Number(7, -1).Number(7, long.MaxValue)).As<long>());
        Assert.Equal([ulong.MaxValue], Read(t => t.Number(1, 1).Number(2, 13).Number(11, -1)).As<ulong>());
    }

    [Fact]
    public void A_list_may_come_in_pieces_and_single_values()
    {
        byte[] bits = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bits, 3);
        Assert.Equal([0f, 0f, 3f, 3f], Read(t => t.Number(1, 4).Number(2, 1).Bytes(4, new byte[8]).Tag(4, 5).Raw(bits).Tag(4, 5).Raw(bits)).As<float>());
        Assert.Equal([1L, 2L, 3L], Read(t => t.Number(1, 3).Number(2, 7).Bytes(7, 1, 2).Number(7, 3)).As<long>());
    }

    [Fact]
    public void Scalars_and_tensors_of_no_elements_are_read()
    {
        Assert.Equal([5L], Read(t => t.Number(2, 7).Number(7, 5)).As<long>());
        OnnxTensor empty = Read(t => t.Number(1, 3).Number(1, 0).Number(2, 1));
        Assert.Equal([3, 0], empty.Dims);
        Assert.Empty(empty.As<float>());
        Assert.Empty(Read(t => t.Number(1, 0).Number(2, 1).Bytes(9).Bytes(4)).As<float>());
    }

    [Fact]
    public void Fields_may_come_in_any_order()
        => Assert.Equal([1f], Files.Read(Sound(g => g.Message(5, t => t.Bytes(9, BitConverter.GetBytes(1f)).Number(2, 1).Text(8, "w").Number(1, 1)))).Initializers["w"].As<float>());

    [Fact]
    public void Texts_of_an_attribute_are_read()
    {
        OnnxGraph graph = Files.Read(Sound(g => g.Node("Constant", [], ["c"], n => n.Message(5, a => a.Text(1, "value").Number(20, 4).Message(5, t => t.Number(1, 2).Number(2, 8).Text(6, "ä").Text(6, ""))))));
        Assert.Equal(["ä", ""], graph.Nodes[1].Attributes.Tensor("value")!.As<string>());
    }
}
