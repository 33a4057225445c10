namespace Fovea.Onnx;

/// <summary>What is known of each <see cref="OnnxType"/>.</summary>
internal static class OnnxTypes
{
    /// <summary>All of ONNX's names by number; those that Fovea does not read among them.</summary>
    private static readonly string[] Names =
    [
        "undefined", "float32", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16", "float64", "uint32", "uint64",
        "complex64", "complex128", "bfloat16", "float8e4m3fn", "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz", "uint4", "int4", "float4e2m1", "float8e8m0",
    ];

    /// <summary>Bytes of an element; 0 for strings.</summary>
    public static int Bytes(this OnnxType type) => type switch
    {
        OnnxType.String => 0,
        OnnxType.UInt8 or OnnxType.Int8 or OnnxType.Bool => 1,
        OnnxType.UInt16 or OnnxType.Int16 or OnnxType.Float16 or OnnxType.BFloat16 => 2,
        OnnxType.Float32 or OnnxType.Int32 or OnnxType.UInt32 => 4,
        _ => 8,
    };

    /// <summary>ONNX's name in small letters.</summary>
    public static string FileName(this OnnxType type) => Names[(int)type];

    /// <summary>The type of that number.</summary>
    /// <exception cref="ModelFileException">There is none, or Fovea does not read it.</exception>
    public static OnnxType Known(OnnxErrors errors, long number, TensorPlace where)
    {
        const string Read = "element types are float16, float32, float64, bfloat16, (u)int8 … (u)int64, bool and string";
        if (number is < 1 or > 24) errors.Refuse(OnnxErrors.Text($"{where}: unknown element type {number}"), Read);
        if (number is 14 or 15 or > 16) errors.Refuse($"{where}: element type {Names[number]} is not read", Read, "export the model in float32");
        return (OnnxType)number;
    }

    /// <summary>A tensor or value with too many axes.</summary>
    public static void TooManyAxes(OnnxSource source, TensorPlace where)
        => source.Errors.Refuse($"{where} has more than {source.Limits.Dimensions} axes", $"at most {source.Limits.Dimensions} axes", "raise OnnxLimits.Dimensions if you trust the file");
}
