using System.CommandLine;
using System.CommandLine.Help;

namespace Fovea.Cli;

/// <summary>Every verb and option.</summary>
internal static class CommandTree
{
    public static RootCommand Build(Terminal terminal, Interrupts interrupts)
    {
        var root = new RootCommand("Fovea: declare, train, inspect and explain convolutional networks.");
        var common = new CommonOptions();
        foreach (Option option in common.All)
        {
            option.Recursive = true;
            root.Options.Add(option);
        }
        var host = new VerbHost(parsed => new Session(terminal, parsed, common, interrupts));
        root.Subcommands.Add(DemoVerb.Make(host));
        root.Subcommands.Add(TrainVerb.Make(host));
        root.Subcommands.Add(EvalVerb.Make(host));
        root.Subcommands.Add(ErrorsVerb.Make(host));
        root.Subcommands.Add(PredictVerb.Make(host));
        root.Subcommands.Add(ExplainVerb.Make(host));
        root.Subcommands.Add(WhyVerb.Make(host));
        root.Subcommands.Add(FaithfulVerb.Make(host));
        root.Subcommands.Add(HierarchyVerb.Make(host));
        root.Subcommands.Add(ConvertVerb.Make(host));
        root.Subcommands.Add(SummaryVerb.Make(host));
        root.Subcommands.Add(FieldVerb.Make(host));
        root.Subcommands.Add(LintVerb.Make(host));
        root.Subcommands.Add(DoctorVerb.Make(host));
        root.Subcommands.Add(ProfileVerb.Make(host));
        root.Subcommands.Add(TuneVerb.Make(host));
        root.Subcommands.Add(DataVerb.Make(host));

        root.Options.OfType<HelpOption>().Single().Action = new HelpPage(root);
        root.Options.OfType<VersionOption>().Single().Action = new VersionLine();
        root.Directives.Clear();
        return root;
    }
}

/// <summary>Binds verbs to what they do.</summary>
internal sealed class VerbHost(Func<ParseResult, Session> open)
{
    public void Run(Command command, Func<Session, int> action) => command.SetAction(parsed => action(open(parsed)));
}
