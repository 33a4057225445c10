using System.Diagnostics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>
/// A fixed set of threads that runs a list of calls together: one fork per run, a barrier after each call. A call too small to be
/// split is run by the first alone, a large one is dealt in parts (see <see cref="Deal"/>). Waiting threads spin for two hundred
/// microseconds, then park.
/// </summary>
public sealed class Team : IDisposable
{
    private static readonly long SpinTicks = Stopwatch.Frequency / 5_000;
    private readonly Lock gate = new();
    private readonly Thread[] threads;
    private readonly SemaphoreSlim[] parked;
    private readonly int[] isParked;
    private readonly Deal deal;
    private Call[] calls = [];
    private int callCount;
    private long[]? ticks;
    private Step template;
    private volatile int generation;
    private volatile int arrived;
    private volatile int phase;
    private volatile bool stopping;
    private volatile Exception? failure;

    /// <summary>Starts a team of <paramref name="size"/> workers, the calling thread included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Size outside 1 … 256.</exception>
    public Team(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 256);
        Size = size;
        threads = new Thread[size - 1];
        parked = new SemaphoreSlim[size];
        isParked = new int[size * 16];
        for (int i = 0; i < size; i++) parked[i] = new SemaphoreSlim(0);
        deal = new Deal(size);
        for (int i = 1; i < size; i++)
        {
            int part = i;
            threads[i - 1] = new Thread(() => Work(part)) { IsBackground = true, Name = $"fovea worker {i}" };
            threads[i - 1].Start();
        }
    }

    /// <summary>Workers, the caller of <see cref="Run"/> included.</summary>
    public int Size { get; }

    /// <summary>Runs the first <paramref name="count"/> calls on all workers and returns when the last is done.</summary>
    /// <param name="list">The calls.</param>
    /// <param name="count">How many of them.</param>
    /// <param name="batch">Images in this run.</param>
    /// <param name="seed">Seed of random draws.</param>
    /// <param name="index">Number of the training step.</param>
    /// <param name="times">Receives <see cref="Stopwatch"/> timestamps: before the first call, and when the last worker is done with each.</param>
    /// <exception cref="ArgumentException">There are fewer than <paramref name="count"/> + 1 places for times.</exception>
    /// <exception cref="AggregateException">A call threw; the run was abandoned at that call.</exception>
    public void Run(Call[] list, int count, int batch, ulong seed, long index, long[]? times = null)
    {
        if (times is not null && times.Length <= count) throw new ArgumentException($"{count} calls have {count + 1} times, there is room for {times.Length}", nameof(times));
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stopping, this);
            // Without a barrier the workers could still be on their way into this run when the next one begins.
            if (count == 0) return;
            calls = list;
            callCount = count;
            ticks = times;
            template = new Step(0, Size, batch, seed, index);
            failure = null;
            if (Size > 1)
            {
                deal.Begin(list[0], batch);
                Interlocked.Increment(ref generation);
                WakeAll();
            }
            Execute(0);
            calls = [];
            ticks = null;
            if (failure is { } e) throw new AggregateException("a kernel failed", e);
        }
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (stopping) return;
            stopping = true;
            Interlocked.Increment(ref generation);
            WakeAll();
        }
        foreach (Thread t in threads) t.Join();
        foreach (SemaphoreSlim s in parked) s.Dispose();
    }

    private void Work(int part)
    {
        int seen = 0;
        while (true)
        {
            Await(part, seen, onGeneration: true);
            seen = generation;
            if (stopping) return;
            Execute(part);
        }
    }

    private void Execute(int part)
    {
        Call[] list = calls;
        int count = callCount;
        Step step = template with { Part = part };
        long[]? times = ticks;
        if (times is not null && part == 0) times[0] = Stopwatch.GetTimestamp();
        Step alone = template with { Part = 0, Parts = 1 };
        for (int i = 0; i < count; i++)
        {
            bool small = Size > 1 && list[i].Work.IsSmall(step.Batch);
            if (failure is null && (part == 0 || !small))
            {
                try
                {
                    if (small) list[i].Run(in alone);
                    else if (deal.Parts == Size) list[i].Run(in step);
                    else
                        for (int piece; (piece = deal.Take(part)) >= 0;) list[i].Run(step.Dealt(piece, deal.Parts, part, Size));
                }
                catch (Exception e) { Interlocked.CompareExchange(ref failure, e, null); }
            }
            // Between two small calls there is nobody to wait for.
            if (small && i + 1 < count && list[i + 1].Work.IsSmall(step.Batch))
            {
                if (part == 0 && times is not null) times[i + 1] = Stopwatch.GetTimestamp();
            }
            else Barrier(part, times, i + 1, i + 1 < count ? list[i + 1] : null);
        }
    }

    // A call is over when its last worker arrives: who has to be woken starts the next one late, and that belongs to the next one.
    private void Barrier(int part, long[]? times, int index, Call? next)
    {
        int current = phase;
        if (Size == 1 || Interlocked.Increment(ref arrived) == Size)
        {
            if (times is not null) times[index] = Stopwatch.GetTimestamp();
            if (Size == 1) return;
            if (next is not null) deal.Begin(next, template.Batch);
            arrived = 0;
            Interlocked.Increment(ref phase);
            WakeAll();
            return;
        }
        Await(part, current, onGeneration: false);
    }

    private void Await(int part, int seen, bool onGeneration)
    {
        long until = 0;
        while ((onGeneration ? generation : phase) == seen)
        {
            // Single pauses: what is waited for usually comes within a microsecond, and a longer spin would sleep through it.
            for (int i = 0; i < 64; i++)
            {
                if ((onGeneration ? generation : phase) != seen) return;
                if (X86Base.IsSupported) X86Base.Pause();
                else Thread.SpinWait(1);
            }
            long now = Stopwatch.GetTimestamp();
            if (until == 0) until = now + SpinTicks;
            if (now < until) continue;
            Interlocked.Exchange(ref isParked[part * 16], 1);
            if ((onGeneration ? generation : phase) == seen) parked[part].Wait();
            else if (Interlocked.Exchange(ref isParked[part * 16], 0) == 0) parked[part].Wait();
            until = 0;
        }
    }

    private void WakeAll()
    {
        Interlocked.MemoryBarrier();
        for (int i = 0; i < Size; i++)
            if (Volatile.Read(ref isParked[i * 16]) == 1 && Interlocked.Exchange(ref isParked[i * 16], 0) == 1) parked[i].Release();
    }
}
