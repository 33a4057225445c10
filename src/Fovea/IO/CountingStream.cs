namespace Fovea;

/// <summary>Passes writes on and counts them; closing it leaves the inner stream open.</summary>
internal sealed class CountingStream(Stream inner) : Stream
{
    private long count;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => count;

    public override long Position
    {
        get => count;
        set => throw new NotSupportedException("this stream is only written forward");
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        count += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("this stream is only written");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("this stream is only written forward");

    public override void SetLength(long value) => throw new NotSupportedException("this stream is only written forward");
}
