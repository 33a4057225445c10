using System.Text;

namespace Fovea.Data;

/// <summary>Something in the user's data is wrong. The message says what, where, the numbers and the help.</summary>
public abstract class DataException : Exception
{
    /// <summary>An error about one file or data set.</summary>
    private protected DataException(string subject, string problem, string? help, Exception? inner)
        : base(Text(subject, problem, help), inner)
    {
        Subject = subject;
        Problem = problem;
        Help = help;
    }

    /// <summary>The file, archive entry or data set that is wrong.</summary>
    public string Subject { get; }

    /// <summary>What is wrong with it, with the numbers.</summary>
    public string Problem { get; }

    /// <summary>What to do about it.</summary>
    public string? Help { get; }

    private static string Text(string subject, string problem, string? help)
    {
        var text = new StringBuilder(Printable(subject)).Append(": ").Append(Printable(problem));
        if (help is not null) text.Append("\n  help  ").Append(Printable(help));
        return text.ToString();
    }

    // File and class names come from archives of strangers: a name must not be able to steer a terminal.
    private static string Printable(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\u001f') && !text.Contains('\u007f') && !text.Contains('\u202e')) return text;
        var clean = new StringBuilder(text.Length);
        foreach (char c in text) clean.Append(c != '\n' && (char.IsControl(c) || c == '\u202e') ? '\ufffd' : c);
        return clean.ToString();
    }
}

/// <summary>A file cannot be used as an image.</summary>
public sealed class ImageException : DataException
{
    /// <summary>An error about one image.</summary>
    public ImageException(string subject, ImageFault fault, string problem, string? help = null, Exception? inner = null)
        : base(subject, problem, help, inner) => Fault = fault;

    /// <summary>The kind of fault, by which skip reports count.</summary>
    public ImageFault Fault { get; }
}

/// <summary>A data set as a whole cannot be used.</summary>
public sealed class DatasetException : DataException
{
    /// <summary>An error about a data set.</summary>
    public DatasetException(string subject, string problem, string? help = null, Exception? inner = null)
        : base(subject, problem, help, inner)
    {
    }
}

/// <summary>Why a file cannot be used as an image.</summary>
public enum ImageFault
{
    /// <summary>The file has no bytes.</summary>
    Empty,

    /// <summary>The file is something else: a PDF, a web page, an image format that is not read.</summary>
    Foreign,

    /// <summary>The picture has more pixels than the limit.</summary>
    TooLarge,

    /// <summary>The file ends before the picture does.</summary>
    Truncated,

    /// <summary>The file's content contradicts its format.</summary>
    Broken,

    /// <summary>The operating system does not let us read the file.</summary>
    Unreadable,

    /// <summary>The picture's size is not the model's and no resize rule was given.</summary>
    WrongSize,
}
