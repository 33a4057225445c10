using Fovea.Lab;
using Spectre.Console;

namespace Fovea.Cli;

/// <summary>A bar that says which part of a long measurement is at work, on a live terminal; silent elsewhere.</summary>
internal static class LabBar
{
    public static T Run<T>(Session s, Func<IProgress<LabProgress>, T> work)
    {
        if (!s.Live) return work(new Relay<LabProgress>(_ => { }));
        return s.Terminal.AnsiConsoleHere().Progress().AutoClear(true).HideCompleted(false)
            .Columns(new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                ProgressTask task = context.AddTask("reading images", maxValue: 1);
                return work(new Relay<LabProgress>(p => (task.Description, task.Value) = (Markup.Escape(p.What), p.Done)));
            });
    }
}
