namespace Fovea.Onnx;

/// <summary>A file while it is read: its bytes, its limits, its names, and the folder in which its tensors may lie.</summary>
internal sealed class OnnxSource : IDisposable
{
    /// <param name="stream">Seekable, from position 0; is closed with this.</param>
    /// <param name="file">Its name in errors.</param>
    /// <param name="folder">Where tensors kept beside the file may lie; null where there is no such place.</param>
    /// <param name="limits">What it may cost.</param>
    public OnnxSource(Stream stream, string file, string? folder, OnnxLimits limits)
    {
        Limits = limits;
        Errors = new OnnxErrors(file);
        Budget = new OnnxBudget(limits, Errors);
        Wire = new WireReader(stream, Errors);
        Names = new NameTable(Wire, limits.NameBytes);
        External = new ExternalData(folder, Errors);
        Stream = stream;
    }

    public OnnxLimits Limits { get; }

    public OnnxErrors Errors { get; }

    public OnnxBudget Budget { get; }

    public WireReader Wire { get; }

    public NameTable Names { get; }

    public ExternalData External { get; }

    private Stream Stream { get; }

    /// <summary>The whole file as one message.</summary>
    public WireMessage Whole(string what) => new(this, what, 0, Wire.Length);

    public void Dispose()
    {
        External.Dispose();
        Stream.Dispose();
    }
}
