using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Fovea.Data;

/// <summary>
/// Delivers batches in a fixed order, prepared ahead by background threads into a ring of buffers that is used again and again.
/// Batch k is a function of the data, the options and k: not of threads, timing, or where the run was interrupted.
/// </summary>
/// <remarks>For one consumer. A delivered batch is valid until the next call of <see cref="TryNext"/>.</remarks>
public sealed class BatchLoader : IDisposable
{
    private readonly ImageDataset set;
    private readonly InputFormat format;
    private readonly LoaderOptions options;
    private readonly PreparedImages images;
    private readonly Normaliser normaliser;
    private readonly Batch[] ring;
    private readonly long[] filled;
    private readonly Thread[] threads;
    private readonly object gate = new();
    private readonly long end;
    private long next, claimed, delivered;
    private bool holding, stopped;
    private long waitTicks;

    /// <summary>Starts preparing batches.</summary>
    /// <param name="set">The images; stays the caller's to dispose of, after this loader.</param>
    /// <param name="format">The model's input.</param>
    /// <param name="options">Batch size, order, augmentation, cursor.</param>
    /// <exception cref="DatasetException">The set is empty, or smaller than a batch of which none may be partial.</exception>
    /// <exception cref="ArgumentException">An option makes no sense, or the input is no image of 1 or 3 channels.</exception>
    public BatchLoader(ImageDataset set, InputFormat format, LoaderOptions options)
    {
        (this.set, this.format, this.options) = (set, format, options);
        if (set.Count == 0) throw new DatasetException(set.Name, "there are 0 images to load");
        if (options.BatchSize < 1) throw new ArgumentException($"the batch size is {options.BatchSize}, it must be at least 1");
        if (options.Threads < 1 || options.Ahead < 1) throw new ArgumentException($"{options.Threads} threads and {options.Ahead} batches ahead: both must be at least 1");
        format.Check();
        options.Augmentation.Check(format.Shape.Height, format.Shape.Width);
        BatchesPerEpoch = options.DropLast ? set.Count / options.BatchSize : (int)(((long)set.Count + options.BatchSize - 1) / options.BatchSize);
        if (BatchesPerEpoch == 0)
            throw new DatasetException(set.Name, $"{set.Count} images do not fill one batch of {options.BatchSize}, and partial batches are left out", "take a smaller batch size");
        if (options.StartEpoch < 0 || options.StartBatch < 0 || options.StartBatch > BatchesPerEpoch)
            throw new ArgumentException($"epoch {options.StartEpoch}, batch {options.StartBatch} is no place to start: an epoch has {BatchesPerEpoch} batches");

        next = claimed = delivered = (long)options.StartEpoch * BatchesPerEpoch + options.StartBatch;
        end = (long)options.EndEpoch * BatchesPerEpoch;
        images = new PreparedImages(set, format, options.CacheBytes);
        normaliser = new Normaliser(format);
        // One more than is prepared ahead: the batch in the consumer's hands.
        ring = new Batch[options.Ahead + 1];
        filled = new long[ring.Length];
        for (int i = 0; i < ring.Length; i++)
        {
            ring[i] = new Batch(Math.Min(options.BatchSize, set.Count), format.Shape);
            filled[i] = -1;
        }
        threads = new Thread[options.Threads];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Work) { IsBackground = true, Name = $"fovea loader {i}" };
            threads[i].Start();
        }
    }

    /// <summary>Batches an epoch.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>The time <see cref="TryNext"/> spent waiting for a batch that was not ready.</summary>
    public TimeSpan WaitTime => Stopwatch.GetElapsedTime(0, waitTicks);

    /// <summary>True when each image is decoded once and kept.</summary>
    public bool IsCached => images.IsCached;

    /// <summary>The next batch, or false after the last epoch. The batch before it may be filled again from now on.</summary>
    /// <param name="batch">Valid until the next call.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="ImageException">An image of this batch cannot be read; the message names its file.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public bool TryNext([NotNullWhen(true)] out Batch? batch, CancellationToken cancel = default)
    {
        batch = null;
        Batch candidate;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stopped, this);
            if (holding)
            {
                holding = false;
                delivered++;
                Monitor.PulseAll(gate);
            }
            if (next >= end) return false;
            int slot = (int)(next % ring.Length);
            if (filled[slot] != next) Wait(slot, cancel);
            cancel.ThrowIfCancellationRequested();
            candidate = ring[slot];
            next++;
            holding = true;
        }
        if (candidate.Error is { } error) ExceptionDispatchInfo.Throw(error);
        batch = candidate;
        return true;
    }

    /// <summary>Stops the threads and waits for them.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            stopped = true;
            Monitor.PulseAll(gate);
        }
        foreach (Thread thread in threads) thread.Join();
    }

    private void Wait(int slot, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        using CancellationTokenRegistration registration = cancel.UnsafeRegister(static o =>
        {
            object gate = ((BatchLoader)o!).gate;
            lock (gate) Monitor.PulseAll(gate);
        }, this);
        while (filled[slot] != next && !cancel.IsCancellationRequested) Monitor.Wait(gate);
        waitTicks += Stopwatch.GetTimestamp() - start;
    }

    private void Work()
    {
        var worker = new PreparedImages.Worker(format);
        while (true)
        {
            long number;
            lock (gate)
            {
                while (!stopped && claimed < end && claimed >= delivered + ring.Length) Monitor.Wait(gate);
                if (stopped || claimed >= end) return;
                number = claimed++;
            }
            Batch batch = ring[number % ring.Length];
            try
            {
                batch.Error = null;
                Fill(batch, number, worker);
            }
            catch (Exception e)
            {
                // The consumer gets it when it asks for this batch, so that the same batch fails in every run.
                batch.Error = e;
            }
            lock (gate)
            {
                filled[number % ring.Length] = number;
                Monitor.PulseAll(gate);
            }
        }
    }

    private void Fill(Batch batch, long number, PreparedImages.Worker worker)
    {
        (long epoch, long index) = Math.DivRem(number, BatchesPerEpoch);
        (batch.Epoch, batch.Index) = ((int)epoch, (int)index);
        int first = (int)index * options.BatchSize;
        batch.Count = Math.Min(options.BatchSize, set.Count - first);
        var order = new EpochOrder(set.Count, options.Seed, (int)epoch);
        int size = worker.Scratch.Length;
        bool plain = options.Augmentation.IsNone;
        for (int i = 0; i < batch.Count && !Volatile.Read(ref stopped); i++)
        {
            int image = options.Shuffle ? order[first + i] : first + i;
            batch.Indices[i] = image;
            batch.Labels[i] = set.Label(image);
            Span<float> target = batch.Images.AsSpan(i * size, size);
            ReadOnlySpan<byte> bytes = images.Read(image, worker);
            if (plain)
            {
                normaliser.Run(bytes, target);
                continue;
            }
            normaliser.ToUnit(bytes, target);
            options.Augmentation.Apply(target, worker.Scratch, format.Shape, normaliser.Mean, options.Seed, (int)epoch, image);
            normaliser.Finish(target);
        }
    }
}
