using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Fovea.Onnx;

/// <summary>How a field is written.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}

/// <summary>One message of a file, field by field. A copy of it walks the same fields again.</summary>
/// <remarks>
/// Stricter than protobuf, which merges a field that is there twice and skips a field of the wrong kind: two readers must not see
/// two models in one file. Groups, which nothing has used since 2008, are refused.
/// </remarks>
internal struct WireMessage(OnnxSource source, string what, long start, long end)
{
    private readonly WireReader wire = source.Wire;
    private long next = start;
    private ulong seen;

    /// <summary>Number of the field.</summary>
    public int Field { get; private set; }

    /// <summary>How it is written.</summary>
    public WireType Type { get; private set; }

    /// <summary>The value of a number.</summary>
    public ulong Scalar { get; private set; }

    /// <summary>Where the bytes of a text, a list or a message start.</summary>
    public long Start { get; private set; }

    /// <summary>How many there are.</summary>
    public readonly long Length => Type == WireType.Bytes ? next - Start : 0;

    /// <summary>Goes on to the next field; false at the end of the message.</summary>
    /// <exception cref="ModelFileException">The wire format is broken.</exception>
    public bool Next()
    {
        if (next >= end) return false;
        source.Budget.Field();
        wire.Position = next;
        ulong tag = wire.Varint(end);
        if (tag >> 3 is 0 or > (1 << 29) - 1) source.Errors.Broken(next, $"{what}: field number {tag >> 3}", "field numbers are 1 … 536,870,911");
        Field = (int)(tag >> 3);
        Type = (WireType)(tag & 7);
        switch (Type)
        {
            case WireType.Varint: Scalar = wire.Varint(end); break;
            case WireType.Fixed32: Scalar = wire.Fixed(4, end); break;
            case WireType.Fixed64: Scalar = wire.Fixed(8, end); break;
            case WireType.Bytes:
                ulong length = wire.Varint(end);
                if (length > (ulong)(end - wire.Position))
                    source.Errors.Broken(next, OnnxErrors.Text($"{what}: field {Field} says that it has {length:N0} bytes, but {end - wire.Position:N0} follow"), "a field ends inside its message");
                Start = wire.Position;
                next = Start + (long)length;
                return true;
            default:
                source.Errors.Broken(next, $"{what}: field {Field} is of kind {(int)Type}", "fields are numbers, texts, lists or messages (kinds 0, 1, 2 and 5)");
                break;
        }
        next = wire.Position;
        return true;
    }

    /// <summary>An integer that a message holds at most once.</summary>
    public long Integer()
    {
        Once();
        return Unsigned(WireType.Varint);
    }

    /// <summary>A float32 that a message holds at most once.</summary>
    public float Number()
    {
        Once();
        return BitConverter.UInt32BitsToSingle((uint)Unsigned(WireType.Fixed32));
    }

    /// <summary>A name; equal names are one object.</summary>
    /// <param name="repeated">False where a message holds it at most once.</param>
    public string Name(bool repeated = false)
    {
        if (!repeated) Once();
        Expect(WireType.Bytes);
        if (Length > source.Limits.NameBytes)
            source.Errors.Broken(Start, OnnxErrors.Text($"{what}: a name has {Length:N0} bytes"), OnnxErrors.Text($"a name has at most {source.Limits.NameBytes:N0} bytes (OnnxLimits.NameBytes)"));
        return source.Names.Read(Start, (int)Length) ?? BadText();
    }

    /// <summary>A text that must be UTF-8; its length was checked.</summary>
    public readonly string Words()
    {
        byte[] bytes = Bytes();
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : BadText();
    }

    /// <summary>Bytes; their number was checked.</summary>
    public readonly byte[] Bytes()
    {
        Expect(WireType.Bytes);
        var bytes = new byte[Length];
        wire.Read(Start, bytes);
        return bytes;
    }

    /// <summary>A message inside this one.</summary>
    /// <param name="kind">What errors call it.</param>
    /// <param name="repeated">False where a message holds it at most once.</param>
    public WireMessage Child(string kind, bool repeated = false)
    {
        if (!repeated) Once();
        Expect(WireType.Bytes);
        return new WireMessage(source, kind, Start, next);
    }

    /// <summary>Adds one integer, or a packed list of them, until the list has <paramref name="most"/> and one more.</summary>
    public readonly void Integers(List<long> numbers, int most)
    {
        if (Type != WireType.Bytes)
        {
            numbers.Add(Unsigned(WireType.Varint));
            return;
        }
        for (wire.Position = Start; wire.Position < next && numbers.Count <= most;) numbers.Add((long)wire.Varint(next));
    }

    /// <summary>Fails when the field has come before.</summary>
    public void Once()
    {
        if (Field < 64 && (seen & (1UL << Field)) != 0) source.Errors.Broken(Type == WireType.Bytes ? Start : next, $"{what}: field {Field} is there twice", "a single field is there once, so that no reader sees another model than the next");
        if (Field < 64) seen |= 1UL << Field;
    }

    /// <summary>Fails when the field is written in another way.</summary>
    public readonly void Expect(WireType type)
    {
        if (Type != type) source.Errors.Broken(Type == WireType.Bytes ? Start : next, $"{what}: field {Field} is of kind {(int)Type}, not {(int)type}", "a field has the kind that the ONNX format gives it");
    }

    private readonly long Unsigned(WireType type)
    {
        Expect(type);
        return (long)Scalar;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly string BadText()
    {
        source.Errors.Broken(Start, $"{what}: field {Field} is no UTF-8", "names and texts are UTF-8");
        return "";
    }
}
