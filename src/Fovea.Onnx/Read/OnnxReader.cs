namespace Fovea.Onnx;

/// <summary>Reads an ONNX file into an <see cref="OnnxGraph"/>, checked so that whoever reads the graph need not doubt it.</summary>
/// <remarks>
/// The file is not trusted and is read by our own reader of the wire format: by loops without recursion, every claim held against
/// the file's length before memory is taken (docs/security.md).
/// </remarks>
internal static class OnnxReader
{
    /// <summary>The oldest set of operators that is read.</summary>
    public const int OldestOpset = 6;

    /// <summary>The newest set of operators that is read.</summary>
    public const int NewestOpset = 22;

    /// <summary>Reads a file, and the tensors that lie beside it.</summary>
    /// <exception cref="ModelFileException">It is broken, hostile, or holds what Fovea does not read.</exception>
    /// <exception cref="IOException">The disk, not the content.</exception>
    public static OnnxGraph Read(string path, OnnxLimits? limits = null)
    {
        // Before opening: a named pipe has length 0 and would wait for a writer for ever.
        var info = new FileInfo(path);
        if (info.Exists && info.Length == 0) Empty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        return Read(stream, path, Path.GetDirectoryName(Path.GetFullPath(path)), limits);
    }

    /// <summary>Reads a file's bytes; tensors beside the file are refused, since there is no folder to look in.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="file">What errors call it.</param>
    /// <param name="limits">What it may cost.</param>
    /// <exception cref="ModelFileException">It is broken, hostile, or holds what Fovea does not read.</exception>
    public static OnnxGraph Read(byte[] bytes, string file, OnnxLimits? limits = null) => Read(new MemoryStream(bytes), file, null, limits);

    /// <summary>Reads a file that holds one tensor, as test data does (<c>.pb</c>).</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="file">What errors call it.</param>
    /// <exception cref="ModelFileException">It is broken, hostile, or holds what Fovea does not read.</exception>
    public static OnnxTensor ReadTensor(byte[] bytes, string file)
    {
        using var source = new OnnxSource(new MemoryStream(bytes), file, null, new OnnxLimits());
        return TensorMessage.Read(source, source.Whole("tensor"), new TensorPlace("tensor")).Tensor;
    }

    private static OnnxGraph Read(Stream stream, string file, string? folder, OnnxLimits? limits)
    {
        using var source = new OnnxSource(stream, file, folder, limits ?? new OnnxLimits());
        if (source.Wire.Length == 0) Empty(file);
        ForeignFile.Check(source);
        if (source.Wire.Length > source.Limits.FileBytes) source.Errors.TooMany("bytes", source.Limits.FileBytes, nameof(OnnxLimits.FileBytes));
        return ModelMessage.Read(source);
    }

    private static void Empty(string file) => new OnnxErrors(file).Refuse("holds 0 bytes, too few for an ONNX file", "a regular file with a model", "the file is empty, cut off or no regular file; copy or export it again");
}
