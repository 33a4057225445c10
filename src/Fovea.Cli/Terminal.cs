using Spectre.Console;

namespace Fovea.Cli;

/// <summary>Where a command writes, and what the other end can show. Tests put string writers in.</summary>
/// <param name="Out">Answers.</param>
/// <param name="Error">Errors and warnings.</param>
/// <param name="Live">The output is a terminal that can redraw lines and wants to: not redirected, not dumb, no NO_COLOR.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows; a pseudo-terminal may say 0, on which a live display cannot be drawn.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool Live = false, int Width = 100, int Height = 24)
{
    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess()
    {
        bool live = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb")
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        int width = 100, height = 24;
        try
        {
            if (!Console.IsOutputRedirected && Console.WindowWidth > 0) width = Console.WindowWidth;
            if (!Console.IsOutputRedirected && Console.WindowHeight > 3) height = Console.WindowHeight;
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException)
        {
            live = false;
        }
        return new Terminal(Console.Out, Console.Error, live, width, height);
    }

    /// <summary>A console for progress displays, on the answers' stream.</summary>
    public IAnsiConsole AnsiConsoleHere()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = Live ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = Live ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = Live ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(Out),
        });
        console.Profile.Width = Width;
        console.Profile.Height = Height;
        return console;
    }
}
