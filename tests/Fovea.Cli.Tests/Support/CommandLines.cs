using System.CommandLine;
using System.CommandLine.Parsing;

namespace Fovea.Cli.Tests;

/// <summary>Command lines in documents.</summary>
internal static class CommandLines
{
    /// <summary>Fails when a line that begins with <c>fovea</c> is no command line that the program takes.</summary>
    public static void Check(string line)
    {
        using var interrupts = new Interrupts();
        RootCommand root = CommandTree.Build(new Terminal(TextWriter.Null, TextWriter.Null), interrupts);
        string[] words = Split(line);
        Assert.Equal("fovea", words[0]);
        ParseResult parsed = CommandLineParser.Parse(root, words[1..], new ParserConfiguration { EnablePosixBundling = false });
        if (parsed.Action is HelpPage or VersionLine) return;
        Exception? wrong = Record.Exception(() => UsageCheck.Run(parsed, root));
        Assert.True(wrong is null, $"{line}\n{wrong?.Message}");
    }

    /// <summary>Words as a shell makes them, with single quotes and a comment at the end.</summary>
    public static string[] Split(string line)
    {
        var words = new List<string>();
        string word = "";
        bool quoted = false, any = false;
        foreach (char c in line + " ")
        {
            if (c == '\'') (quoted, any) = (!quoted, true);
            else if (c == '#' && !quoted && !any) break;
            else if (c == ' ' && !quoted)
            {
                if (any) words.Add(word);
                (word, any) = ("", false);
            }
            else (word, any) = (word + c, true);
        }
        return [.. words];
    }
}
