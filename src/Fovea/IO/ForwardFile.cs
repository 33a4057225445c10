using Microsoft.Win32.SafeHandles;

namespace Fovea;

/// <summary>
/// A file written forward through one buffer. After a failed write it only counts, so that the error can say how many bytes the
/// whole file needs; closing it never writes, so that closing cannot fail.
/// </summary>
internal sealed class ForwardFile(SafeFileHandle handle, Action<FileOperation> before) : Stream
{
    private readonly byte[] buffer = new byte[1 << 17];
    private int buffered;
    private long written, length;
    private Exception? failure;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => length;

    public override long Position
    {
        get => length;
        set => throw new NotSupportedException("this stream is only written forward");
    }

    public override void Write(ReadOnlySpan<byte> data)
    {
        length += data.Length;
        while (failure is null && data.Length > 0)
        {
            int count = Math.Min(data.Length, buffer.Length - buffered);
            data[..count].CopyTo(buffer.AsSpan(buffered));
            buffered += count;
            data = data[count..];
            if (buffered == buffer.Length) WriteBuffer();
        }
    }

    public override void Write(byte[] data, int offset, int count) => Write(data.AsSpan(offset, count));

    /// <summary>Does nothing: only <see cref="Finish"/> promises that the bytes are on the disk.</summary>
    public override void Flush()
    {
    }

    /// <summary>Writes the rest and flushes to the disk.</summary>
    /// <exception cref="ForwardFileException">This or an earlier write failed.</exception>
    public void Finish()
    {
        if (failure is null) WriteBuffer();
        if (failure is null)
        {
            try
            {
                before(FileOperation.Flush);
                RandomAccess.FlushToDisk(handle);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failure = e;
            }
        }
        if (failure is not null) throw new ForwardFileException(length, written, failure);
    }

    public override int Read(byte[] data, int offset, int count) => throw new NotSupportedException("this stream is only written");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("this stream is only written forward");

    public override void SetLength(long value) => throw new NotSupportedException("this stream is only written forward");

    protected override void Dispose(bool disposing)
    {
        if (disposing) handle.Dispose();
        base.Dispose(disposing);
    }

    private void WriteBuffer()
    {
        if (buffered == 0) return;
        try
        {
            before(FileOperation.Write);
            RandomAccess.Write(handle, buffer.AsSpan(0, buffered), written);
            written += buffered;
            buffered = 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            failure = e;
        }
        catch (ArgumentOutOfRangeException e)
        {
            // .NET's name for EFBIG: a limit of the process (ulimit -f) or of the file system on a file's size.
            failure = new IOException("the file would be larger than the system allows", e);
        }
    }
}

/// <summary>The disk failed while a <see cref="ForwardFile"/> was written.</summary>
internal sealed class ForwardFileException(long needed, long written, Exception cause) : Exception(cause.Message, cause)
{
    /// <summary>Bytes of the whole file.</summary>
    public long Needed { get; } = needed;

    /// <summary>Bytes that reached the file.</summary>
    public long Written { get; } = written;

    public Exception Cause { get; } = cause;
}
