using System.CommandLine;

namespace Fovea.Cli;

/// <summary>A command with what its help page shows besides.</summary>
internal sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    private readonly List<(string Title, List<Option> Options)> groups = [];

    /// <summary>Command lines that work.</summary>
    public IReadOnlyList<string> Examples => examples;

    /// <summary>The members of the JSON answer.</summary>
    public string JsonAnswer { get; init; } = "";

    /// <summary>Its options, in groups with a title.</summary>
    public IReadOnlyList<(string Title, List<Option> Options)> Groups => groups;

    /// <summary>Adds an option under a title.</summary>
    public T Under<T>(string title, T option) where T : Option
    {
        Options.Add(option);
        if (groups.Find(g => g.Title == title).Options is { } list) list.Add(option);
        else groups.Add((title, [option]));
        return option;
    }

    /// <summary>Adds an argument.</summary>
    public Argument<T> With<T>(string name, string description, ArgumentArity? arity = null)
    {
        var argument = new Argument<T>(name) { Description = description };
        if (arity is { } a) argument.Arity = a;
        Arguments.Add(argument);
        return argument;
    }
}
