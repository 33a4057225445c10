namespace Fovea.Analysis;

/// <summary>One thing that can be wrong with a network. A rule is one file: when it speaks, why, what helps, and two networks that prove it.</summary>
public abstract class Rule
{
    /// <summary>Three letters and three digits: <c>SHP003</c>.</summary>
    public abstract string Id { get; }

    /// <summary>What is wrong, in at most eight words.</summary>
    public abstract string Title { get; }

    /// <summary>The gravest severity it gives.</summary>
    public abstract Severity Severity { get; }

    /// <summary>What happens because of it, and why: two or three sentences for somebody who meets it for the first time.</summary>
    public abstract string Why { get; }

    /// <summary>Paper with section, or the arithmetic it follows from.</summary>
    public abstract string Source { get; }

    /// <summary>What to do about it in general; a finding computes it for the network at hand.</summary>
    public abstract string Help { get; }

    /// <summary>The numbers at which it speaks.</summary>
    public virtual IReadOnlyList<RuleThreshold> Thresholds => [];

    /// <summary>It must fire here.</summary>
    public abstract RuleExample Fires { get; }

    /// <summary>It must not fire here.</summary>
    public abstract RuleExample Silent { get; }

    /// <summary>False when a fact that it needs is not known: that it then finds nothing says nothing.</summary>
    /// <param name="net">What is linted.</param>
    /// <param name="settings">Thresholds as the user set them.</param>
    public virtual bool CanJudge(LintSubject net, LintSettings settings) => true;

    /// <summary>All it finds, in the order of the nodes.</summary>
    /// <param name="net">What is linted.</param>
    /// <param name="settings">Thresholds as the user set them.</param>
    public abstract IEnumerable<Finding> Check(LintSubject net, LintSettings settings);

    /// <summary>A finding about a node.</summary>
    protected Finding At(Node node, Severity severity, string message, string? fix, params Evidence[] evidence)
        => new(Id, severity, node.Name, node.Source, message, evidence, fix);

    /// <summary>A finding about the network as a whole.</summary>
    protected Finding Overall(Severity severity, string message, string? fix, params Evidence[] evidence)
        => new(Id, severity, null, default, message, evidence, fix);
}
