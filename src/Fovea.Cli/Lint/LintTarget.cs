using Fovea.Analysis;

namespace Fovea.Cli;

/// <summary>What is to be linted, read as far as it makes sense: no weights are made for a network.</summary>
/// <param name="Subject">For the rules.</param>
/// <param name="Comments">Suppressions that stand in the text.</param>
/// <param name="ConfigPath">The configuration beside its file; null when there is none.</param>
internal sealed record LintTarget(LintSubject Subject, IReadOnlyList<Suppression> Comments, string? ConfigPath)
{
    /// <summary>Reads NET or MODEL.</summary>
    /// <param name="text">As it was typed.</param>
    /// <param name="size">Input size that replaces the declared one, or null.</param>
    public static LintTarget Read(string text, string? size)
    {
        if (NetArgument.IsModel(text)) return OfModel(text, size);
        NetSource net = NetArgument.SourceOf(text, size);
        return new LintTarget(LintSubject.Read(net.Text, net.Name, net.File), LintComments.Read(net.Text, net.File), File.Exists(net.File) ? LintConfig.Beside(net.File) : null);
    }

    private static LintTarget OfModel(string path, string? size)
    {
        using Model model = NetArgument.ReadModel(path);
        var subject = new LintSubject(model.Graph, model.Name);
        if (size is not null)
        {
            // The weights stay those of the size they were trained with.
            PartialNet resized = model.Graph.Resize(NetArgument.Size(size));
            subject = subject with { Graph = resized.Graph!, Broken = resized.Problem, Trained = model.Graph };
        }
        return new LintTarget(subject, [], LintConfig.Beside(path));
    }
}
