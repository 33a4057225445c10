using System.Diagnostics;
using Fovea.Lab;
using Spectre.Console;

namespace Fovea.Cli;

/// <summary>A bar that says which part of a long measurement is at work and how long that part will take, on a live terminal; silent elsewhere.</summary>
internal static class LabBar
{
    // Before that a guess would jump about.
    private const double LeastSeconds = 2, LeastShare = 0.02;

    public static T Run<T>(Session s, Func<IProgress<LabProgress>, T> work)
    {
        if (!s.Live) return work(new Relay<LabProgress>(_ => { }));
        return s.Terminal.AnsiConsoleHere().Progress().AutoClear(true).HideCompleted(false)
            .Columns(new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                ProgressTask task = context.AddTask("reading images", maxValue: 1);
                (string what, long start, double from) = ("", Stopwatch.GetTimestamp(), 0);
                return work(new Relay<LabProgress>(p =>
                {
                    // Parts of one work are counted on: "training network 2 of 5" goes on where 1 of 5 ended.
                    if (p.What != what) (what, start, from) = (p.What, Stopwatch.GetTimestamp(), p.Done);
                    (task.Description, task.Value) = (Markup.Escape(p.What + Left(p.Done - from, 1 - p.Done, Stopwatch.GetElapsedTime(start))), p.Done);
                }));
            });
    }

    /// <summary>How long the rest will take, as <c>, 1:20 left</c>; empty while that is not known.</summary>
    internal static string Left(double done, double rest, TimeSpan elapsed)
    {
        if (elapsed.TotalSeconds < LeastSeconds || done < LeastShare || rest <= 0) return "";
        TimeSpan left = elapsed * (rest / done);
        return left.TotalHours >= 1 ? $", {(int)left.TotalHours}:{left.Minutes:00}:{left.Seconds:00} left" : $", {left.Minutes}:{left.Seconds:00} left";
    }
}
