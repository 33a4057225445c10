using System.CommandLine;
using System.CommandLine.Parsing;

namespace Fovea.Cli;

/// <summary>Says in one sentence what is wrong with a command line, and what was probably meant.</summary>
internal static class UsageCheck
{
    public static void Run(ParseResult parsed, RootCommand root)
    {
        Command command = parsed.CommandResult.Command;
        string name = Name(command);
        string help = $"fovea{(name.Length == 0 ? "" : " " + name)} --help";
        if (command.Subcommands.Count > 0) throw NoVerb(parsed, command, name, help);
        CheckOptions(parsed, command, root, name, help);
        foreach (ParseError error in parsed.Errors) throw new UsageException(Say(error, parsed, name), null, help);
    }

    /// <summary><c>data get</c> for the command of that name.</summary>
    public static string Name(Command command)
    {
        var words = new List<string>();
        for (Symbol? s = command; s is Command c and not RootCommand; s = c.Parents.FirstOrDefault()) words.Insert(0, c.Name);
        return string.Join(' ', words);
    }

    private static UsageException NoVerb(ParseResult parsed, Command command, string name, string help)
    {
        string[] verbs = [.. command.Subcommands.Select(c => c.Name)];
        string rule = $"{(name.Length == 0 ? "the verbs are" : $"'{name}' takes one of")} {string.Join(", ", verbs)}";
        string? word = parsed.UnmatchedTokens.FirstOrDefault(t => !t.StartsWith('-')) ?? (parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null);
        if (word is null) return new UsageException(name.Length == 0 ? "a verb is missing" : $"'{name}' needs to know what to do", rule, help);
        if (word.StartsWith('-')) return new UsageException($"there is no option '{word}' before the verb", rule, help);
        return new UsageException($"there is no verb '{(name.Length == 0 ? "" : name + " ")}{word}'{Spelling.DidYouMean(word, verbs)}", rule, help);
    }

    // The parser takes an unknown --option for an argument wherever one fits; a file may still begin with '-' behind '--'.
    private static void CheckOptions(ParseResult parsed, Command command, RootCommand root, string name, string help)
    {
        string[] known = [.. command.Options.Concat(root.Options.Where(o => o.Recursive)).Select(o => o.Name)];
        foreach (Token token in parsed.Tokens)
        {
            if (token.Type == TokenType.DoubleDash) return;
            if (token.Type != TokenType.Argument || token.Value.Length < 2 || token.Value[0] != '-' || !(token.Value[1] == '-' || char.IsAsciiLetter(token.Value[1]))) continue;
            string word = token.Value.Split('=', ':')[0];
            throw new UsageException($"'{name}' has no option '{word}'{Spelling.DidYouMean(word, known)}", null, help);
        }
    }

    private static string Say(ParseError error, ParseResult parsed, string name) => error.SymbolResult switch
    {
        ArgumentResult { Tokens.Count: 0, Parent: CommandResult } r => $"'{name}' needs {r.Argument.Name}",
        OptionResult { Tokens.Count: 0 } r => $"{r.Option.Name} needs a value",
        ArgumentResult { Tokens.Count: 0, Parent: OptionResult o } => $"{o.Option.Name} needs a value",
        OptionResult { Tokens.Count: > 1 } r => $"{r.Option.Name} is given {r.Tokens.Count} times",
        _ when parsed.UnmatchedTokens.Count > 0 => $"'{name}' does not know what to do with '{parsed.UnmatchedTokens[0]}'",
        _ => error.Message,
    };
}
