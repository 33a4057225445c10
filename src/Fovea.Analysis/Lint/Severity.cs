namespace Fovea.Analysis;

/// <summary>How much a finding costs the user, in rising order.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nothing has to change.</summary>
    Info,

    /// <summary>Costs accuracy, time or memory that can be measured.</summary>
    Warning,

    /// <summary>A warning that is shown even in quiet mode: most of the cost of the network, or most of its accuracy.</summary>
    Serious,

    /// <summary>It will not work, or its numbers will be wrong.</summary>
    Error,
}
