namespace Fovea.Onnx;

/// <summary>An input or output of the graph as the file declares it.</summary>
internal static class ValueInfoMessage
{
    /// <summary>Reads a value's name, element type and sizes. What is no tensor (a sequence, a map) has neither type nor sizes.</summary>
    public static OnnxValueInfo Read(OnnxSource source, WireMessage message, string kind)
    {
        string name = "";
        WireMessage? type = null;
        while (message.Next())
        {
            if (message.Field == 1) name = message.Name();
            else if (message.Field == 2) type = message.Child("type");
        }
        if (name.Length == 0) source.Errors.Refuse($"an {kind} of the graph has no name", "inputs and outputs are found by their names");
        var where = new TensorPlace(kind, name);
        if (type is not { } types) return new OnnxValueInfo(name, null, null);
        int kinds = 0;
        WireMessage? tensor = null;
        while (types.Next())
        {
            if (types.Field is not (1 or 4 or 5 or 8 or 9)) continue;
            if (++kinds > 1) source.Errors.Refuse($"{where} has two types", "a value has one type");
            if (types.Field == 1) tensor = types.Child("tensor type");
        }
        return tensor is { } found ? Tensor(source, found, name, where) : new OnnxValueInfo(name, null, null);
    }

    private static OnnxValueInfo Tensor(OnnxSource source, WireMessage tensor, string name, TensorPlace where)
    {
        OnnxType? type = null;
        List<int>? dims = null;
        while (tensor.Next())
        {
            if (tensor.Field == 1)
            {
                long number = tensor.Integer();
                if (number != 0) type = OnnxTypes.Known(source.Errors, number, where);
            }
            if (tensor.Field == 2) dims = Dims(source, tensor.Child("shape"), where);
        }
        return new OnnxValueInfo(name, type, dims);
    }

    private static List<int> Dims(OnnxSource source, WireMessage shape, TensorPlace where)
    {
        List<int> dims = [];
        while (shape.Next())
        {
            if (shape.Field != 1) continue;
            if (dims.Count == source.Limits.Dimensions) OnnxTypes.TooManyAxes(source, where);
            long size = -1;
            int kinds = 0;
            WireMessage dim = shape.Child("size", repeated: true);
            while (dim.Next())
            {
                if (dim.Field is 1 or 2 && ++kinds > 1) source.Errors.Refuse(OnnxErrors.Text($"{where}: axis {dims.Count} has two sizes"), "a size is a number or a name");
                if (dim.Field == 1) size = dim.Integer();
            }
            // −1 is how some exporters write a size that is not known.
            if (size is < -1 or > int.MaxValue) source.Errors.Refuse(OnnxErrors.Text($"{where}: axis {dims.Count} has size {size}"), "a size is 0 … 2,147,483,647, or not given");
            dims.Add((int)size);
        }
        return dims;
    }
}
