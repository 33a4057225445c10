namespace Fovea;

/// <summary>A model file that cannot be read: broken, hostile, or of another kind. Nothing of it has been used.</summary>
/// <remarks>
/// A <see cref="FormatException"/> and not an <see cref="IOException"/>: the disk did its work, the content is wrong, so programs
/// can tell "bad input" (exit code 3) from "the disk failed" (exit code 5).
/// </remarks>
public sealed class ModelFileException : FormatException
{
    /// <summary>Says what is wrong where, the rule it breaks, and what to do about it.</summary>
    public ModelFileException(string file, string problem, string? rule = null, string? help = null, Exception? inner = null)
        : base($"{file}: {problem}" + (rule is null ? "" : $"\n  rule  {rule}") + (help is null ? "" : $"\n  help  {help}"), inner)
    {
        File = file;
        Problem = problem;
    }

    /// <summary>The file as the caller named it.</summary>
    public string File { get; }

    /// <summary>What is wrong and where, with the numbers, without the rule and the help.</summary>
    public string Problem { get; }
}
