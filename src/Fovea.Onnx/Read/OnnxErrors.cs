using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Fovea.Onnx;

/// <summary>The errors of the ONNX reader; every text names the file and, where there is one, the byte, the node or the tensor.</summary>
[StackTraceHidden]
internal sealed class OnnxErrors(string file)
{
    /// <summary>Help where no honest writer makes such a file.</summary>
    public const string Damaged = "the file is damaged or was not written by an ONNX library; copy or export it again";

    /// <summary>The file as the caller named it.</summary>
    public string File => file;

    /// <summary>Throws.</summary>
    [DoesNotReturn]
    public void Refuse(string problem, string? rule = null, string? help = Damaged, Exception? inner = null)
        => throw new ModelFileException(file, problem, rule, help, inner);

    /// <summary>Broken wire format.</summary>
    [DoesNotReturn]
    public void Broken(long position, string problem, string rule) => Refuse(Text($"byte {position:N0}: {problem}"), rule);

    /// <summary>A count above a limit.</summary>
    [DoesNotReturn]
    public void TooMany(string what, long limit, string setting)
        => Refuse(Text($"holds more than {limit:N0} {what}"), Text($"at most {limit:N0} {what}"), $"raise OnnxLimits.{setting} if you trust the file");

    /// <summary>Numbers in texts have the same separators everywhere.</summary>
    public static string Text(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>Up to eight names.</summary>
    public static string List(IEnumerable<string> names)
    {
        string[] first = [.. names.Take(9)];
        return string.Join(", ", first.Take(8).Select(Spelling.Quoted)) + (first.Length > 8 ? ", …" : "");
    }

    /// <summary>Sizes as text.</summary>
    public static string Axes(IReadOnlyList<long> dims)
        => dims.Count == 0 ? "a scalar" : string.Join('×', dims.Select(d => d.ToString(CultureInfo.InvariantCulture)));
}
