using System.Globalization;
using Spectre.Console;

namespace Fovea.Cli;

/// <summary>A bar for work that counts, on a live terminal; silent elsewhere.</summary>
internal static class CountedProgress
{
    /// <param name="s">The session.</param>
    /// <param name="title">What is being done.</param>
    /// <param name="unit">What is counted.</param>
    /// <param name="work">Calls back with what is done and the whole, 0 when that is unknown.</param>
    public static T Run<T>(Session s, string title, string unit, Func<Action<double, double>, T> work)
    {
        if (!s.Live) return work((_, _) => { });
        return s.Terminal.AnsiConsoleHere().Progress().AutoClear(true).HideCompleted(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask(Markup.Escape(title));
                return work((done, whole) =>
                {
                    task.Description = string.Create(CultureInfo.InvariantCulture, $"{Markup.Escape(title)} {done:N0}{(whole > 0 ? $" of {whole:N0}" : "")} {unit}");
                    task.IsIndeterminate = whole <= 0;
                    task.MaxValue = Math.Max(whole, 1);
                    task.Value = whole > 0 ? done : 0;
                });
            });
    }
}
