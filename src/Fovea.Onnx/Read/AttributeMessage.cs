using System.Text;

namespace Fovea.Onnx;

/// <summary>One attribute of a node: its value as <see cref="OnnxAttributes"/> holds it.</summary>
internal static class AttributeMessage
{
    /// <summary>Field numbers of <c>AttributeProto</c> that hold no value.</summary>
    private const int Name = 1, Type = 20, Reference = 21;

    /// <summary>The types by number: the field that holds the value, and what a value that is not read is called.</summary>
    private static readonly (int Field, string? Unread)[] Types =
    [
        (0, null), (2, null), (3, null), (4, null), (5, null), (6, "a subgraph"), (7, null), (8, null), (9, null), (10, "a list of tensors"),
        (11, "a list of subgraphs"), (22, "a sparse tensor"), (23, "a list of sparse tensors"), (14, "a type"), (15, "a list of types"),
    ];

    /// <summary>Reads an attribute.</summary>
    public static (string Name, object Value) Read(OnnxSource source, WireMessage message, OnnxNode node)
    {
        WireMessage again = message;
        string name = "";
        long type = 0;
        int used = 0;
        bool mixed = false, reference = false;
        while (message.Next())
        {
            switch (message.Field)
            {
                case Name: name = message.Name(); break;
                case Type: type = message.Integer(); break;
                case Reference: reference = message.Name().Length > 0; break;
                case (>= 2 and <= 11) or 14 or 15 or 22 or 23:
                    if (message.Field is <= 6 or 14 or 22) message.Once();
                    mixed |= used != 0 && used != message.Field;
                    used = message.Field;
                    break;
            }
        }
        var where = new TensorPlace("attribute", name, node);
        if (name.Length == 0) source.Errors.Refuse($"{node} has an attribute without a name", "an attribute is found by its name");
        if (reference) source.Errors.Refuse($"{where} refers to an attribute of a function", "only inside a function can an attribute refer to another");
        if (type is < 1 or > 14) source.Errors.Refuse(OnnxErrors.Text($"{where} is of type {type}"), "the type of an attribute is 1 … 14 and never left out");
        (int field, string? unread) = Types[type];
        if (mixed || (used != 0 && used != field)) source.Errors.Refuse(OnnxErrors.Text($"{where} is of type {type}, but holds values of another"), "an attribute holds one value, of its type");
        return (name, unread is null ? Value(source, again, field, where) : new OnnxUnread(unread));
    }

    // A number or text that is left out is 0 or empty: some writers leave these out.
    private static object Value(OnnxSource source, WireMessage message, int field, TensorPlace where) => field switch
    {
        2 => To(ref message, field) ? message.Number() : 0f,
        3 => To(ref message, field) ? message.Integer() : 0L,
        4 => To(ref message, field) ? Word(source, message) : "",
        5 => To(ref message, field) ? TensorMessage.Read(source, message.Child("tensor"), where).Tensor : Missing(source, where),
        7 => Numbers(source, message),
        8 => Integers(source, message),
        _ => Words(source, message),
    };

    // Goes on to the field; values that may be there once have been counted.
    private static bool To(ref WireMessage message, int field)
    {
        while (message.Next())
            if (message.Field == field) return true;
        return false;
    }

    private static OnnxTensor Missing(OnnxSource source, TensorPlace where)
    {
        source.Errors.Refuse($"{where} holds no tensor", "an attribute of type 4 holds a tensor");
        return null!;
    }

    private static long[] Integers(OnnxSource source, WireMessage message)
    {
        List<long> integers = [];
        while (To(ref message, 8))
        {
            int before = integers.Count;
            message.Integers(integers, (int)Math.Min(int.MaxValue, (long)before + source.Budget.AttributeNumbersLeft));
            source.Budget.AttributeNumbers(integers.Count - before);
        }
        return [.. integers];
    }

    private static float[] Numbers(OnnxSource source, WireMessage message)
    {
        List<float> numbers = [];
        while (To(ref message, 7)) Numbers(source, message, numbers);
        return [.. numbers];
    }

    private static string[] Words(OnnxSource source, WireMessage message)
    {
        List<string> words = [];
        while (To(ref message, 9)) words.Add(Word(source, message));
        return [.. words];
    }

    private static void Numbers(OnnxSource source, WireMessage message, List<float> numbers)
    {
        if (message.Type != WireType.Bytes)
        {
            message.Expect(WireType.Fixed32);
            source.Budget.AttributeNumbers(1);
            numbers.Add(BitConverter.UInt32BitsToSingle((uint)message.Scalar));
            return;
        }
        source.Budget.AttributeNumbers((int)Math.Min(int.MaxValue, message.Length / 4));
        source.Wire.Position = message.Start;
        for (long end = message.Start + message.Length; source.Wire.Position < end;)
            numbers.Add(BitConverter.UInt32BitsToSingle((uint)source.Wire.Fixed(4, end)));
    }

    // The format says bytes, not UTF-8; what is no UTF-8 is shown as such.
    private static string Word(OnnxSource source, WireMessage message)
    {
        message.Expect(WireType.Bytes);
        source.Budget.String(message.Length);
        return Encoding.UTF8.GetString(message.Bytes());
    }
}
