namespace Fovea.Data;

/// <summary>Some images ready for the model. The loader owns the memory and fills it again after the next call for a batch.</summary>
public sealed class Batch
{
    internal Batch(int capacity, Shape shape)
    {
        Shape = shape;
        Images = GC.AllocateArray<float>(checked(capacity * (int)shape.Count), pinned: true);
        Labels = new int[capacity];
        Indices = new int[capacity];
    }

    /// <summary>Normalised pixels, N H W C, pinned. Only the first <see cref="Count"/> images are this batch's.</summary>
    public float[] Images { get; }

    /// <summary>A class an image.</summary>
    public int[] Labels { get; }

    /// <summary>Each image's number in the data set.</summary>
    public int[] Indices { get; }

    /// <summary>The number of images: the batch size, or less in an epoch's last batch.</summary>
    public int Count { get; internal set; }

    /// <summary>The epoch, from 0.</summary>
    public int Epoch { get; internal set; }

    /// <summary>The batch's place in its epoch, from 0.</summary>
    public int Index { get; internal set; }

    /// <summary>Height × width × channels of each image.</summary>
    public Shape Shape { get; }

    /// <summary>The pixels of this batch's images only.</summary>
    public ReadOnlySpan<float> Pixels => Images.AsSpan(0, Count * (int)Shape.Count);

    internal Exception? Error { get; set; }
}
