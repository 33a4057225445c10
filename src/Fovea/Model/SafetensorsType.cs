using System.Diagnostics.CodeAnalysis;

namespace Fovea;

/// <summary>The element types of a <c>.safetensors</c> file that Fovea knows, named as the file names them in upper case.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The file format's own names")]
public enum SafetensorsType
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>Unsigned, 8 bits.</summary>
    U8,

    /// <summary>Signed, 8 bits.</summary>
    I8,

    /// <summary>Unsigned, 16 bits.</summary>
    U16,

    /// <summary>Signed, 16 bits.</summary>
    I16,

    /// <summary>IEEE half precision.</summary>
    F16,

    /// <summary>The upper half of a single.</summary>
    BF16,

    /// <summary>Unsigned, 32 bits.</summary>
    U32,

    /// <summary>Signed, 32 bits.</summary>
    I32,

    /// <summary>IEEE single precision.</summary>
    F32,

    /// <summary>Unsigned, 64 bits.</summary>
    U64,

    /// <summary>Signed, 64 bits.</summary>
    I64,

    /// <summary>IEEE double precision.</summary>
    F64,
}

/// <summary>What is known of each <see cref="SafetensorsType"/>.</summary>
internal static class SafetensorsTypes
{
    public const string Known = "BOOL, U8, I8, U16, I16, F16, BF16, U32, I32, F32, U64, I64, F64";

    public static int Bytes(this SafetensorsType type) => type switch
    {
        SafetensorsType.Bool or SafetensorsType.U8 or SafetensorsType.I8 => 1,
        SafetensorsType.U16 or SafetensorsType.I16 or SafetensorsType.F16 or SafetensorsType.BF16 => 2,
        SafetensorsType.U32 or SafetensorsType.I32 or SafetensorsType.F32 => 4,
        _ => 8,
    };

    public static string FileName(this SafetensorsType type) => type switch
    {
        SafetensorsType.Bool => "BOOL",
        SafetensorsType.U8 => "U8",
        SafetensorsType.I8 => "I8",
        SafetensorsType.U16 => "U16",
        SafetensorsType.I16 => "I16",
        SafetensorsType.F16 => "F16",
        SafetensorsType.BF16 => "BF16",
        SafetensorsType.U32 => "U32",
        SafetensorsType.I32 => "I32",
        SafetensorsType.F32 => "F32",
        SafetensorsType.U64 => "U64",
        SafetensorsType.I64 => "I64",
        _ => "F64",
    };

    public static bool TryParse(string text, out SafetensorsType type)
    {
        for (type = SafetensorsType.Bool; type <= SafetensorsType.F64; type++)
            if (type.FileName() == text) return true;
        return false;
    }
}
