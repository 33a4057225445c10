using Fovea.Data;
using Fovea.Kernels;

namespace Fovea.Lab;

/// <summary>Pastes patches of some images into images of other classes and counts how many are then taken for the first ones' class.</summary>
internal sealed class PatchTest : IDisposable
{
    private const int Batch = 32, MostTargets = 200, Attempts = 30;
    private const double Apart = 0.1;
    private static readonly uint stream = CounterRandom.Stream("errors.patch");
    private readonly AnswerSet answers;
    private readonly LabRun run;
    private readonly InputFormat format;
    private readonly Plan plan;

    public PatchTest(Model model, AnswerSet answers, LabRun run)
    {
        (this.answers, this.run, format) = (answers, run, InputFormat.Of(model));
        plan = model.Compile(new PlanOptions { MaxBatch = Batch, Threads = run.Threads });
    }

    public void Dispose() => plan.Dispose();

    /// <param name="donors">Images the patches are cut from.</param>
    /// <param name="of">Their class.</param>
    /// <param name="window">Where the suspected patch is cut, and where both patches are pasted.</param>
    /// <returns>Null when there is no image of another class.</returns>
    public ShortcutTest? Try(IReadOnlyList<int> donors, int of, PixelWindow window)
    {
        int[] others = [.. Enumerable.Range(0, answers.Count).Where(i => answers.Labels[i] != of && answers.Answers[i] != of)];
        int[] targets = others.Length <= MostTargets ? others : [.. Enumerable.Range(0, MostTargets).Select(k => others[(int)((long)k * others.Length / MostTargets)])];
        if (targets.Length == 0) return null;
        int flipped = 0, control = 0;
        for (int from = 0; from < targets.Length; from += Batch)
        {
            int[] now = targets[from..Math.Min(targets.Length, from + Batch)];
            run.Cancel.ThrowIfCancellationRequested();
            flipped += Count(now, from, k => window);
            control += Count(now, from, k => Elsewhere(window, k));
        }
        Share hit = Share.Of(flipped, targets.Length)!, missed = Share.Of(control, targets.Length)!;
        return new ShortcutTest(targets.Length, hit, missed, hit.Low - missed.High > Apart);

        int Count(int[] now, int from, Func<int, PixelWindow> cut)
        {
            int size = checked((int)format.Shape.Count);
            float[] pixels = new float[now.Length * size];
            for (int n = 0; n < now.Length; n++)
            {
                int donor = donors[(from + n) % donors.Count];
                Image image = Fitted(now[n]);
                Paste(Fitted(donor), cut(from + n), image, window);
                format.Prepare(image, pixels.AsSpan(n * size, size));
            }
            plan.Load(pixels);
            plan.Run();
            return Enumerable.Range(0, now.Length).Count(n => Answer(plan.Output(n)) == of);
        }
    }

    /// <summary>A window of the same size that overlaps as little as any of some random ones.</summary>
    internal PixelWindow Elsewhere(PixelWindow window, int number)
    {
        PixelWindow? best = null;
        int least = int.MaxValue;
        for (int attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            (uint a, uint b, _, _) = CounterRandom.Words(run.Seed, stream, (ulong)number, (uint)attempt);
            var drawn = window with { Top = (int)(a % (uint)(format.Shape.Height - window.Height + 1)), Left = (int)(b % (uint)(format.Shape.Width - window.Width + 1)) };
            int overlap = Math.Max(0, window.Height - Math.Abs(window.Top - drawn.Top)) * Math.Max(0, window.Width - Math.Abs(window.Left - drawn.Left));
            if (overlap < least) (best, least) = (drawn, overlap);
        }
        return best!;
    }

    /// <summary>Copies a window of one image over a window of another.</summary>
    internal static void Paste(Image from, PixelWindow cut, Image to, PixelWindow at)
    {
        int channels = to.Channels;
        for (int y = 0; y < at.Height; y++)
            from.Pixels.AsSpan(((cut.Top + y) * from.Width + cut.Left) * channels, at.Width * channels).CopyTo(to.Pixels.AsSpan(((at.Top + y) * to.Width + at.Left) * channels));
    }

    // A copy: pixels are changed.
    private Image Fitted(int index)
    {
        Image image = format.Fit(answers.Set.Read(index), answers.Set.Id(index));
        return new Image(image.Height, image.Width, image.Channels, [.. image.Pixels]);
    }

    private static int Answer(ReadOnlySpan<float> outputs)
    {
        int best = 0;
        for (int i = 1; i < outputs.Length; i++)
            if (outputs[i] > outputs[best]) best = i;
        return best;
    }
}
