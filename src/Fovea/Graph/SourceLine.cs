namespace Fovea;

/// <summary>Where something was declared: a file and a line; prints as <c>Program.cs:58</c>.</summary>
/// <param name="File">Path as the compiler or the reader of a net file gave it; empty when unknown.</param>
/// <param name="Line">Line, from 1; 0 when unknown.</param>
public readonly record struct SourceLine(string File, int Line)
{
    /// <inheritdoc/>
    public override string ToString()
        => string.IsNullOrEmpty(File) ? "" : Path.GetFileName(File.Replace('\\', '/')) + (Line > 0 ? $":{Line}" : "");
}
