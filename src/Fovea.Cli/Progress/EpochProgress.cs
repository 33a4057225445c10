using System.Globalization;
using Fovea.Training;
using Spectre.Console;

namespace Fovea.Cli;

/// <summary>Shows a training run: a bar with time left, loss, accuracy and speed on a live terminal, one line an epoch elsewhere.</summary>
internal static class EpochProgress
{
    public static T Run<T>(Session s, Func<IProgress<TrainProgress>, T> train)
    {
        double speed = 0;
        if (!s.Live) return train(new Relay<TrainProgress>(p =>
        {
            if (p.Finished is { } epoch) s.Say(Line(epoch, p.Epochs, speed));
            else speed = p.ImagesPerSecond;
        }));
        IAnsiConsole console = s.Terminal.AnsiConsoleHere();
        return console.Progress().AutoClear(true).HideCompleted(false)
            .Columns(new ProgressBarColumn { Width = 30 }, new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                ProgressTask bar = context.AddTask("the first step", maxValue: 1);
                return train(new Relay<TrainProgress>(p =>
                {
                    bar.MaxValue = (double)p.Epochs * p.StepsPerEpoch;
                    bar.Value = (p.Epoch - 1.0) * p.StepsPerEpoch + p.Step;
                    bar.Description = Now(p);
                    if (p.Finished is { } epoch) console.WriteLine(Line(epoch, p.Epochs, speed));
                    else speed = p.ImagesPerSecond;
                }));
            });
    }

    /// <summary><c>epoch  3/8   loss 0.4312   accuracy 84.7 %   validation 0.4025  85.5 %   3,120 images/s   2.1 s</c>.</summary>
    internal static string Line(EpochResult e, int epochs, double imagesPerSecond)
    {
        string validation = e.ValidationLoss is { } loss ? string.Create(CultureInfo.InvariantCulture, $"   validation {loss:F4}  {100 * e.ValidationAccuracy!.Value,5:F1} %") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"epoch {e.Epoch,3}/{epochs}   loss {e.TrainLoss:F4}   accuracy {100 * e.TrainAccuracy,5:F1} %{validation}   {imagesPerSecond,7:N0} images/s   {e.Seconds,5:F1} s");
    }

    private static string Now(TrainProgress p)
    {
        string left = p.Remaining.TotalHours >= 1 ? $"{(int)p.Remaining.TotalHours}:{p.Remaining.Minutes:00}:{p.Remaining.Seconds:00}" : $"{p.Remaining.Minutes}:{p.Remaining.Seconds:00}";
        return string.Create(CultureInfo.InvariantCulture,
            $"epoch {p.Epoch}/{p.Epochs}  loss {p.Loss:F4}  accuracy {100 * p.Accuracy:F1} %  {p.ImagesPerSecond:N0} images/s  {left} left");
    }
}
