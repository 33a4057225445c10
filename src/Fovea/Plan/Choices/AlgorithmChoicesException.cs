namespace Fovea;

/// <summary>A file of <see cref="AlgorithmChoices"/> that cannot be used: broken, or measured elsewhere. Nothing of it has been used.</summary>
public sealed class AlgorithmChoicesException : FormatException
{
    /// <summary>Says what is wrong where, the rule it breaks, and what to do about it.</summary>
    public AlgorithmChoicesException(string file, string problem, string rule, string help, Exception? inner = null)
        : base($"{file}: {problem}\n  rule  {rule}\n  help  {help}", inner)
    {
        File = file;
        Problem = problem;
    }

    /// <summary>The file as the caller named it.</summary>
    public string File { get; }

    /// <summary>What is wrong, without the rule and the help.</summary>
    public string Problem { get; }
}
