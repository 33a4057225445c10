using System.CommandLine;
using System.CommandLine.Invocation;

namespace Fovea.Cli;

/// <summary>Prints the version.</summary>
internal sealed class VersionLine : SynchronousCommandLineAction
{
    public static string Version { get; } = typeof(Model).Assembly.GetName().Version is { } v ? $"{v.Major}.{v.Minor}.{v.Build}" : "0.0.0";

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine($"fovea {Version}");
        return ExitCode.Done;
    }
}
