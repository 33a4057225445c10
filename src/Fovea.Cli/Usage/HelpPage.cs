using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Globalization;
using System.Text;

namespace Fovea.Cli;

/// <summary>The help page of a command: what it does, what it takes with all defaults, examples, exit codes. The same at every width.</summary>
internal sealed class HelpPage(RootCommand root) : SynchronousCommandLineAction
{
    private const int NameColumn = 34, Width = 110;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.Write(Of(parseResult.CommandResult.Command, root));
        return ExitCode.Done;
    }

    /// <summary>The page as text.</summary>
    public static string Of(Command command, RootCommand root)
    {
        var text = new StringBuilder();
        string name = UsageCheck.Name(command);
        text.Append(Wrapped("", name.Length == 0 ? command.Description! : $"fovea {name}: {command.Description}", 2)).Append('\n');
        text.Append("Usage\n").Append(CultureInfo.InvariantCulture, $"  fovea {Usage(command, name)}\n");
        Section(text, "Verbs", command.Subcommands.Select(c => (c.Name + Placeholders(c), c.Description ?? "")));
        Section(text, "Arguments", command.Arguments.Select(a => (a.Name, a.Description ?? "")));
        if (command.Arguments.Any(a => a.Name.StartsWith("NET", StringComparison.Ordinal))) Section(text, "Networks with a name", NetArgument.Named, 16);
        if (command is Verb verb)
            foreach ((string title, List<Option> options) in verb.Groups) Section(text, title, options.Select(Row));
        Section(text, "All verbs", root.Options.Where(o => o is not VersionOption || command == root).Select(Row));
        if (command is Verb { Examples.Count: > 0 } v) text.Append("\nExamples\n").AppendJoin("", v.Examples.Select(e => $"  {e}\n"));
        if (command is Verb { JsonAnswer.Length: > 0 } j) text.Append("\nAnswer of --json\n").Append(Wrapped("  ", j.JsonAnswer, 2));
        Section(text, "Exit codes", ExitCode.All.Select(e => ($"{e.Code}", e.Meaning)), 6);
        return text.ToString();
    }

    private static string Usage(Command command, string name)
        => name.Length == 0 ? "VERB …" : name + (command.Subcommands.Count > 0 ? " VERB" : "") + Placeholders(command) + " [options]";

    private static string Placeholders(Command command) => string.Concat(command.Arguments.Select(a => " "
        + (a.Arity.MinimumNumberOfValues == 0 ? $"[{a.Name}]" : a.Name) + (a.Arity.MaximumNumberOfValues > 1 ? "…" : "")));

    private static (string, string) Row(Option option)
    {
        string value = option.ValueType == typeof(bool) || option is HelpOption or VersionOption ? "" : " " + option.HelpName;
        string standard = option.HasDefaultValue && option.ValueType != typeof(bool) && option is not (HelpOption or VersionOption)
            ? string.Create(CultureInfo.InvariantCulture, $" [{option.GetDefaultValue()}]") : "";
        return option switch
        {
            HelpOption => ("--help", "this page"),
            VersionOption => ("--version", "the version"),
            _ => (option.Name + value, option.Description + standard),
        };
    }

    private static void Section(StringBuilder text, string title, IEnumerable<(string Name, string Meaning)> rows, int column = NameColumn)
    {
        (string Name, string Meaning)[] all = [.. rows];
        if (all.Length == 0) return;
        text.Append('\n').Append(title).Append('\n');
        foreach ((string name, string meaning) in all)
        {
            string left = $"  {name}";
            if (left.Length > column - 2)
            {
                text.Append(left).Append('\n');
                left = "";
            }
            text.Append(Wrapped(left.PadRight(column), meaning, column));
        }
    }

    private static string Wrapped(string first, string words, int indent)
    {
        var text = new StringBuilder();
        string line = first;
        foreach (string word in words.Split(' '))
        {
            if (line.Length + word.Length > Width && line.Trim().Length > 0)
            {
                text.Append(line.TrimEnd()).Append('\n');
                line = new string(' ', indent);
            }
            line += word + " ";
        }
        return text.Append(line.TrimEnd()).Append('\n').ToString();
    }
}
