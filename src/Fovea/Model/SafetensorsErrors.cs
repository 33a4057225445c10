using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Fovea;

/// <summary>The errors of the safetensors reader by cause; every text names the file and, where there is one, the tensor.</summary>
[StackTraceHidden]
internal sealed class SafetensorsErrors(string file)
{
    private const string Damaged = "the file is damaged or was not written by a safetensors library; copy or export it again";

    [DoesNotReturn]
    public void TooSmall(long length) => Throw(
        $"holds {length:N0} bytes, too few for a safetensors file",
        "8 bytes of header length, then the header, then the data; a regular file",
        "the file is empty, cut off or no regular file; copy or export it again");

    [DoesNotReturn]
    public void HeaderTooLarge(ulong header, int limit) => Throw(
        $"says that its header has {header:N0} bytes; the limit is {limit:N0}",
        "the first 8 bytes hold the header's length, little-endian",
        $"{Damaged}, or raise SafetensorsLimits.HeaderBytes if you trust it");

    [DoesNotReturn]
    public void HeaderBeyondEnd(ulong header, long length) => Throw(
        $"says that its header has {header:N0} bytes, but only {length - 8:N0} follow",
        "header length ≤ file length − 8",
        "the file is cut off or no safetensors file; copy or export it again");

    [DoesNotReturn]
    public void Foreign(string kind, string advice) => Throw($"this is {kind}", "Fovea reads models from .safetensors files, which hold no code", advice);

    [DoesNotReturn]
    public void NoObject(byte first) => Throw(
        $"its header starts with byte 0x{first:x2}, not with '{{'",
        "the header is a JSON object",
        Damaged);

    [DoesNotReturn]
    public void BadJson(string where, string reason, Exception? inner = null)
        => Throw($"its header is not the JSON of a safetensors file: {where}{reason}", "{\"name\": {\"dtype\": …, \"shape\": […], \"data_offsets\": [begin, end]}, …}", Damaged, inner);

    [DoesNotReturn]
    public void TooMany(int limit) => Throw(
        $"holds more than {limit:N0} tensors",
        $"at most {limit:N0} tensors",
        "raise SafetensorsLimits.Tensors if you trust the file");

    [DoesNotReturn]
    public void NameTooLong(int length, int limit) => Throw(
        $"a tensor's name has {length:N0} characters",
        $"at most {limit:N0} characters",
        "raise SafetensorsLimits.NameLength if you trust the file");

    [DoesNotReturn]
    public void Duplicate(string what, string name)
        => Throw($"{what} {Quote(name)} appears twice", "names are unique, so that no reader sees another file than the next", Damaged);

    [DoesNotReturn]
    public void UnknownType(string tensor, string type) => Throw(
        $"tensor {Quote(tensor)}: unknown dtype {Quote(type)}",
        $"dtype is one of {SafetensorsTypes.Known}",
        "convert the tensor to float32 before exporting it");

    [DoesNotReturn]
    public void TooManyDimensions(string tensor, int limit) => Throw(
        $"tensor {Quote(tensor)}: has more than {limit} axes",
        $"at most {limit} axes",
        "raise SafetensorsLimits.Dimensions if you trust the file");

    [DoesNotReturn]
    public void TooLarge(string tensor, IReadOnlyList<long> shape, SafetensorsType type) => Throw(
        $"tensor {Quote(tensor)}: {Axes(shape)} = {Product(shape)} elements of {type.FileName()} exceed what any file can hold",
        "the product of the axes times the bytes of an element is below 2^63",
        Damaged);

    [DoesNotReturn]
    public void WrongSpan(string tensor, IReadOnlyList<long> shape, SafetensorsType type, long needs, long begin, long end) => Throw(
        $"tensor {Quote(tensor)}: {Axes(shape)} of {type.FileName()} needs {needs:N0} bytes, but data_offsets [{begin}, {end}] span {end - begin:N0}",
        "data_offsets span exactly shape × size of dtype",
        Damaged);

    [DoesNotReturn]
    public void BadOffsets(string tensor, long begin, long end, long data) => Throw(
        $"tensor {Quote(tensor)}: data_offsets [{begin}, {end}] lie outside the {data:N0} bytes of data",
        "0 ≤ begin ≤ end ≤ bytes of data",
        "the file is cut off or damaged; copy or export it again");

    [DoesNotReturn]
    public void NotContiguous(string tensor, long begin, long expected) => Throw(
        $"tensor {Quote(tensor)}: starts at {begin:N0}, but the data before it ends at {expected:N0} ({(begin < expected ? "they overlap" : "a hole of unclaimed bytes")})",
        "tensors follow each other without holes or overlaps",
        Damaged);

    [DoesNotReturn]
    public void Trailing(long used, long data) => Throw(
        $"{data - used:N0} bytes after the last tensor belong to no tensor",
        "the tensors cover the data to its last byte",
        "the file is damaged or something was appended to it; copy or export it again");

    [DoesNotReturn]
    public void Missing(string tensor, IEnumerable<string> names) => Throw(
        $"holds no tensor {Quote(tensor)}",
        "a tensor is asked for by its exact name",
        $"it holds {string.Join(", ", names.Take(8).Select(Quote))}{(names.Skip(8).Any() ? ", …" : "")}");

    [DoesNotReturn]
    public void CutOff(string tensor, Exception inner)
        => Throw($"tensor {Quote(tensor)}: the file ended while it was read", "the file keeps its length while it is open", "it was changed by another program; read it again", inner);

    [DoesNotReturn]
    public void TooLong(string tensor, long length) => Throw(
        $"tensor {Quote(tensor)}: {length:N0} elements do not fit one array",
        $"at most {Array.MaxLength:N0} elements",
        "split the tensor before exporting it");

    [DoesNotReturn]
    public void Inexact(string tensor, SafetensorsType type, long index, string value, string target) => Throw(
        $"tensor {Quote(tensor)}: element {index:N0} is {value} ({type.FileName()}), which {target} cannot hold exactly",
        $"{type.FileName()} is read as {target} only where no value changes",
        "read it as raw bytes, or convert it before exporting it");

    [DoesNotReturn]
    public void NotIntegers(string tensor, SafetensorsType type) => Throw(
        $"tensor {Quote(tensor)}: is {type.FileName()}, not integers",
        "integers are read from BOOL, U8, I8, U16, I16, U32, I32, U64, I64",
        "read it as floats");

    /// <summary>A name from a file as it may be printed.</summary>
    public static string Quote(string name) => Spelling.Quoted(name);

    private static string Axes(IReadOnlyList<long> shape) => shape.Count == 0 ? "a scalar" : string.Join("×", shape);

    private static string Product(IReadOnlyList<long> shape)
        => shape.Aggregate(1.0, (product, axis) => product * axis).ToString("0.#e+0", CultureInfo.InvariantCulture);

    [DoesNotReturn]
    private void Throw(string problem, string rule, string help, Exception? inner = null) => throw new ModelFileException(file, problem, rule, help, inner);
}
