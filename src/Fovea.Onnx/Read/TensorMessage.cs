namespace Fovea.Onnx;

/// <summary>A tensor of a file: its claims are held against each other and against what is there before its array is made.</summary>
internal static class TensorMessage
{
    /// <summary>Field numbers of <c>TensorProto</c>.</summary>
    private const int Dims = 1, DataType = 2, Segment = 3, Strings = 6, Name = 8, RawData = 9, ExternalEntries = 13, Location = 14;

    /// <summary>The lists of values by field number.</summary>
    private static readonly Dictionary<int, string> Lists = new()
    {
        [4] = "float_data",
        [5] = "int32_data",
        [6] = "string_data",
        [7] = "int64_data",
        [10] = "double_data",
        [11] = "uint64_data",
    };

    /// <summary>Reads a tensor.</summary>
    /// <param name="source">The file.</param>
    /// <param name="message">The tensor's message.</param>
    /// <param name="place">What it is, for errors; the name is added where it has one.</param>
    public static (string Name, OnnxTensor Tensor) Read(OnnxSource source, WireMessage message, TensorPlace place)
    {
        WireMessage again = message;
        List<long> dims = [];
        Dictionary<string, string>? external = null;
        string name = "";
        long type = 0, location = 0, bytes = 0, strings = 0;
        int list = 0;
        (long Start, long Length)? raw = null;
        bool mixed = false, segment = false;
        while (message.Next())
        {
            switch (message.Field)
            {
                case Dims: message.Integers(dims, source.Limits.Dimensions); break;
                case DataType: type = message.Integer(); break;
                case Segment: segment = true; break;
                case Name: name = message.Name(); break;
                case Location: location = message.Integer(); break;
                case RawData:
                    message.Once();
                    message.Expect(WireType.Bytes);
                    raw = (message.Start, message.Length);
                    break;
                case ExternalEntries: Entry(source, message.Child("external data", repeated: true), external ??= new(StringComparer.Ordinal), place); break;
                case 4 or 5 or 6 or 7 or 10 or 11:
                    // An empty list is no list: some writers leave one behind.
                    if (message.Type == WireType.Bytes && message.Length == 0 && message.Field != Strings) break;
                    mixed |= list != 0 && list != message.Field;
                    list = message.Field;
                    bytes += message.Type switch { WireType.Bytes => message.Length, WireType.Fixed32 => 4, WireType.Fixed64 => 8, _ => 1 };
                    strings += message.Field == Strings ? 1 : 0;
                    break;
            }
            if (dims.Count > source.Limits.Dimensions) OnnxTypes.TooManyAxes(source, place.Named(name));
        }
        TensorPlace where = place.Named(name);
        OnnxErrors errors = source.Errors;
        if (segment) errors.Refuse($"{where} is a piece of a larger tensor", "Fovea reads whole tensors", "export the model again; the onnx package writes no segments");
        OnnxType known = OnnxTypes.Known(errors, type, where);
        long count = Count(source, where, dims, known);
        if (mixed) errors.Refuse($"{where} keeps its values in two lists", "a tensor keeps its values in one place");
        if (raw is not null && list != 0) errors.Refuse($"{where} has both raw_data and {Lists[list]}", "a tensor keeps its values in one place");
        if (raw is not null && known == OnnxType.String) errors.Refuse($"{where} holds texts as raw_data", "texts are kept in string_data");
        if (list != 0 && list != ListOf(known)) errors.Refuse($"{where}: {known.FileName()} kept in {Lists[list]}", $"{known.FileName()} is kept in raw_data or {Lists[ListOf(known)]}");
        if (location is not (0 or 1)) errors.Refuse(OnnxErrors.Text($"{where}: data location {location}"), "tensors lie in the file (0) or beside it (1)");
        if (location == 0 && external is not null) errors.Refuse($"{where} says where beside the file it lies, but not that it lies there", "data_location is 1 (external) where there is external_data");
        int[] sizes = [.. dims.Select(d => (int)d)];
        var values = new TensorValues(source, where, sizes, (int)count);
        if (location == 1)
        {
            if (raw is not null || list != 0) errors.Refuse($"{where} lies both in the file and beside it", "a tensor keeps its values in one place");
            if (known == OnnxType.String) errors.Refuse($"{where} holds texts beside the file", "texts are kept in string_data");
            ExternalPlace beside = ExternalPlace.Of(errors, where, external ?? [], count * known.Bytes());
            source.External.Open(where, beside);
            return (name, values.Fixed(known, count * known.Bytes(), (_, span) => source.External.Read(where, beside, span)));
        }
        if (raw is { } data)
        {
            if (data.Length != count * known.Bytes())
                errors.Refuse(OnnxErrors.Text($"{where}: {OnnxErrors.Axes(dims)} of {known.FileName()} needs {count * known.Bytes():N0} bytes, but raw_data has {data.Length:N0}"), "raw_data has the bytes of all elements");
            return (name, values.Fixed(known, data.Length, (w, span) => w.Read(data.Start, span)));
        }
        return (name, known == OnnxType.String ? values.Strings(again, strings) : values.List(known, again, ListOf(known), Lists[ListOf(known)], bytes));
    }

    /// <summary>Number of elements.</summary>
    private static long Count(OnnxSource source, TensorPlace where, List<long> dims, OnnxType type)
    {
        Int128 product = 1;
        bool empty = false;
        foreach (long dim in dims)
        {
            if (dim is < 0 or > int.MaxValue) source.Errors.Refuse(OnnxErrors.Text($"{where}: {OnnxErrors.Axes(dims)} has an axis of size {dim}"), "a size is 0 … 2,147,483,647");
            empty |= dim == 0;
            product *= Math.Max(1, dim);
            // Also where another axis is 0: sizes are multiplied in more places than here.
            if (product * Math.Max(1, type.Bytes()) > int.MaxValue)
                source.Errors.Refuse(OnnxErrors.Text($"{where}: {OnnxErrors.Axes(dims)} = {dims.Aggregate(1.0, (p, d) => p * Math.Max(1, d)):0.#e+0} elements of {type.FileName()} do not fit one array"), "a tensor has at most 2,147,483,647 bytes");
        }
        return empty ? 0 : (long)product;
    }

    private static int ListOf(OnnxType type) => type switch
    {
        OnnxType.Float32 => 4,
        OnnxType.String => 6,
        OnnxType.Int64 => 7,
        OnnxType.Float64 => 10,
        OnnxType.UInt32 or OnnxType.UInt64 => 11,
        _ => 5,
    };

    private static void Entry(OnnxSource source, WireMessage entry, Dictionary<string, string> entries, TensorPlace where)
    {
        string key = "", value = "";
        while (entry.Next())
        {
            if (entry.Field == 1) key = entry.Name();
            else if (entry.Field == 2) value = entry.Name();
        }
        if (entries.Count == 8 || !entries.TryAdd(key, value)) source.Errors.Refuse($"{where}: the key {Spelling.Quoted(key)} of its external data is there twice", "keys are unique");
    }
}
