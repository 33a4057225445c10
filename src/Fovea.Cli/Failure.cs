using Fovea.Data;
using Fovea.Explain;
using Fovea.Onnx;
using Fovea.Training;

namespace Fovea.Cli;

/// <summary>What an exception means for a person and for a script.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Message">What, where, the numbers, the rule, the help; no stack trace.</param>
internal sealed record Failure(int Code, string Message)
{
    public string Word => ExitCode.All.First(e => e.Code == Code).Word;

    public static Failure Of(Exception e) => e switch
    {
        AggregateException { InnerExceptions.Count: 1 } a => Of(a.InnerExceptions[0]),
        UsageException or DeclarationException or UnsupportedNodeException or OnnxExportException => new(ExitCode.Usage, e.Message),
        ImageException { Fault: ImageFault.TooLarge } => new(ExitCode.Limit, e.Message),
        LimitException or OnnxLimitException => new(ExitCode.Limit, e.Message),
        DownloadException => new(ExitCode.Disk, e.Message),
        DataException or FormatException or RunFolderException => new(ExitCode.BadInput, e.Message),
        FileNotFoundException { FileName: not null } => new(ExitCode.BadInput, e.Message),
        TrainingDivergedException => new(ExitCode.Diverged, e.Message),
        OutOfMemoryException => new(ExitCode.Limit, "there is not enough memory\n  help  a smaller --batch, smaller images or a smaller network"),
        IOException or UnauthorizedAccessException => new(ExitCode.Disk, e.Message),
        OperationCanceledException => new(ExitCode.Interrupted, "interrupted"),
        // Option records check their numbers with this type; the derived ones come from mistakes of ours.
        ArgumentException when e.GetType() == typeof(ArgumentException) => new(ExitCode.Usage, WithoutParameter((ArgumentException)e)),
        _ => new(ExitCode.Bug, $"{e.GetType().Name}: {e.Message}\n  help  this is a bug in Fovea: please report it with the output of --verbose"),
    };

    // .NET appends " (Parameter 'x')", which is a name of ours and not of the user's.
    private static string WithoutParameter(ArgumentException e)
        => e.ParamName is { } name ? e.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : e.Message;
}
