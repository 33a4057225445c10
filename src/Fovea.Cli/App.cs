using System.CommandLine;
using System.CommandLine.Parsing;

namespace Fovea.Cli;

/// <summary>Runs one command line.</summary>
internal static class App
{
    /// <summary>Runs it; every exception becomes an exit code and a text without stack trace.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="interrupts">Who may stop it; by default the signals of this process.</param>
    public static int Run(string[] args, Terminal terminal, Interrupts? interrupts = null)
    {
        using Interrupts? own = interrupts is null ? Interrupts.OfProcess() : null;
        try
        {
            return Invoke(args, terminal, interrupts ?? own!);
        }
        catch (Exception e)
        {
            Failure failure = Failure.Of(e);
            terminal.Error.WriteLine($"fovea: {Printable.Of(failure.Message)}");
            if (args.Contains("--verbose")) terminal.Error.WriteLine(e);
            if (args.Contains("--json")) terminal.Out.WriteLine(JsonOf(failure));
            return failure.Code;
        }
        finally
        {
            terminal.Out.Flush();
            terminal.Error.Flush();
        }
    }

    /// <summary><c>{"error":{"code":3,"kind":"bad input","message":"…"}}</c>.</summary>
    private static string JsonOf(Failure failure) => JsonLine.Object(json =>
    {
        json.WriteStartObject("error");
        json.WriteNumber("code", failure.Code);
        json.WriteString("kind", failure.Word);
        json.WriteString("message", failure.Message);
        json.WriteEndObject();
    });

    private static int Invoke(string[] args, Terminal terminal, Interrupts interrupts)
    {
        RootCommand root = CommandTree.Build(terminal, interrupts);
        if (args.Length == 0)
        {
            terminal.Error.Write(HelpPage.Of(root, root));
            return ExitCode.Usage;
        }
        ParseResult parsed = CommandLineParser.Parse(root, args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (parsed.Action is not (HelpPage or VersionLine)) UsageCheck.Run(parsed, root);
        return parsed.Invoke(new InvocationConfiguration
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }
}
