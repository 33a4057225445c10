using System.CommandLine;

namespace Fovea.Cli.Tests;

public sealed class HelpTests
{
    public static TheoryData<string> Commands => ["", "demo", "train", "eval", "errors", "predict", "explain", "why", "faithful", "hierarchy", "convert", "summary", "field", "lint", "doctor", "profile", "tune", "data", "data list", "data get", "data info"];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_explains_itself_in_110_columns(string command)
    {
        Ended ended = Cli.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Equal((0, ""), (ended.Code, ended.Error));
        Assert.Contains("Usage\n  fovea ", ended.Out);
        Assert.Contains("Exit codes\n  0   done\n", ended.Out);
        Assert.DoesNotContain(ended.Out.Split('\n'), line => line.Length > 111);
        Assert.DoesNotContain('\u001b', ended.Out);
    }

    [Fact]
    public void The_first_page_lists_the_verbs()
    {
        string page = Cli.Run("--help").Out;
        Assert.StartsWith("Fovea: declare, train, inspect and explain convolutional networks.\n\nUsage\n  fovea VERB …\n\nVerbs\n  demo ", page);
        foreach (string verb in new[] { "demo", "train [NET] [DATA]", "eval MODEL DATA", "errors MODEL DATA", "predict MODEL IMAGE…", "explain [MODEL] [IMAGE]…", "why MODEL IMAGE", "faithful MODEL DATA", "hierarchy MODEL DATA", "convert MODEL", "summary NET", "field NET [DATA]", "lint [NET]", "profile NET", "tune NET", "data" })
            Assert.Contains($"\n  {verb} ", page);
    }

    [Fact]
    public void Every_option_and_argument_has_a_description()
    {
        using var interrupts = new Interrupts();
        RootCommand root = CommandTree.Build(new Terminal(TextWriter.Null, TextWriter.Null), interrupts);
        foreach (Command command in Descendants(root))
        {
            Assert.All(command.Options, o => Assert.False(string.IsNullOrWhiteSpace(o.Description), $"{command.Name} {o.Name}"));
            Assert.All(command.Arguments, a => Assert.False(string.IsNullOrWhiteSpace(a.Description), $"{command.Name} {a.Name}"));
        }
    }

    [Fact]
    public void Every_example_can_be_parsed()
    {
        using var interrupts = new Interrupts();
        RootCommand root = CommandTree.Build(new Terminal(TextWriter.Null, TextWriter.Null), interrupts);
        foreach (Verb verb in Descendants(root).OfType<Verb>())
            foreach (string example in verb.Examples) CommandLines.Check(example);
    }

    [Fact]
    public void Options_of_training_show_their_defaults()
    {
        string page = Cli.Run("train", "--help").Out;
        foreach (string text in new[] { "[10]", "[64]", "[sgd]", "[cosine]", "[sgd 0.05, others 0.001]", "[runs/NAME-TIME]", "[accuracy]", "[42]" }) Assert.Contains(text, page);
    }

    [Fact]
    public void The_version_is_one_line() => Assert.Equal("fovea 0.1.0\n", Cli.Run("--version").Out);

    private static IEnumerable<Command> Descendants(Command command) => command.Subcommands.SelectMany(Descendants).Prepend(command);
}
