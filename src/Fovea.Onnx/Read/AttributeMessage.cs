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
    public static (string Name, object Value) Read(OnnxSource source, WireMessage message, string node)
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
                    mixed |= used != 0 && used != message.Field;
                    used = message.Field;
                    break;
            }
        }
        string where = $"{node}: attribute {Spelling.Quoted(name)}";
        if (name.Length == 0) source.Errors.Refuse($"{node} has an attribute without a name", "an attribute is found by its name");
        if (reference) source.Errors.Refuse($"{where} refers to an attribute of a function", "only inside a function can an attribute refer to another");
        if (type is < 1 or > 14) source.Errors.Refuse(OnnxErrors.Text($"{where} is of type {type}"), "the type of an attribute is 1 … 14 and never left out");
        (int field, string? unread) = Types[type];
        if (mixed || (used != 0 && used != field)) source.Errors.Refuse(OnnxErrors.Text($"{where} is of type {type}, but holds values of another"), "an attribute holds one value, of its type");
        return (name, unread is null ? Value(source, again, field, where) : new OnnxUnread(unread));
    }

    // A number or text that is left out is 0 or empty: some writers leave these out.
    private static object Value(OnnxSource source, WireMessage message, int field, string where)
    {
        object value = field switch { 2 => 0f, 3 => 0L, 4 => "", _ => OnnxAttributes.None };
        List<float> numbers = [];
        List<long> integers = [];
        List<string> words = [];
        while (message.Next())
        {
            if (message.Field != field) continue;
            switch (field)
            {
                case 2: value = message.Number(); break;
                case 3: value = message.Integer(); break;
                case 4:
                    message.Once();
                    value = Word(source, message);
                    break;
                case 5: value = TensorMessage.Read(source, message.Child("tensor"), where).Tensor; break;
                case 7: Numbers(source, message, numbers); break;
                case 8:
                    int before = integers.Count;
                    message.Integers(integers, before + source.Budget.AttributeNumbersLeft);
                    source.Budget.AttributeNumbers(integers.Count - before);
                    break;
                default: words.Add(Word(source, message)); break;
            }
        }
        if (field == 5 && value is not OnnxTensor) source.Errors.Refuse($"{where} holds no tensor", "an attribute of type 4 holds a tensor");
        return field switch { 7 => numbers.ToArray(), 8 => integers.ToArray(), 9 => words.ToArray(), _ => value };
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
