using System.Text.RegularExpressions;
using Fovea.Onnx;

namespace Fovea.Cli;

/// <summary>Reads NET (the text notation, a *.net.txt file or a name) and MODEL (a .safetensors or .onnx file).</summary>
internal static partial class NetArgument
{
    private const long MostBytes = 1 << 20;

    /// <summary>What help pages say about NET.</summary>
    public const string Help = "a network: text notation in quotes, a *.net.txt file, or a name, see below";

    /// <summary>What help pages say about NET or MODEL.</summary>
    public const string HelpWithModel = Help + "; or a .safetensors or .onnx model to go on from";

    /// <summary>What help pages say about MODEL.</summary>
    public const string ModelHelp = "a .safetensors or .onnx model";

    /// <summary>What NET can be, for errors.</summary>
    public static string Rule { get; } = $"NET is text notation in quotes, a *.net.txt file, or a name: {Spelling.List(Zoo.Nets.Keys, 10)}; fovea summary --help has them all";

    /// <summary>The networks with a name, by their input size as it is written there.</summary>
    public static IEnumerable<(string Size, string Names)> Named
        => Zoo.Nets.GroupBy(n => InputSize().Match(n.Value).Groups[2].Value.Replace('x', '×')).Select(g => (g.Key, string.Join(", ", g.Select(n => n.Key))));

    /// <summary>Reads a network or a model.</summary>
    /// <param name="text">As it was typed.</param>
    /// <param name="seed">Seed of first weights; a model file brings its own.</param>
    /// <param name="size">Input size that replaces the declared one, or null.</param>
    /// <param name="name">What a network in quotes is called.</param>
    /// <param name="s">Is told how an ONNX file was read; null keeps it to itself.</param>
    public static Model Read(string text, ulong seed, string? size = null, string name = "net", Session? s = null)
    {
        if (IsModel(text))
            return size is null ? ReadModel(text, s) : throw new UsageException("a trained model keeps its input size", null, "leave --size out, or give a network");
        NetSource net = SourceOf(text, size, name);
        return Model.Parse(net.Text, seed, net.Name, net.File, 1);
    }

    /// <summary>The text of a network, which need not make sense.</summary>
    /// <param name="text">As it was typed.</param>
    /// <param name="size">Input size that replaces the declared one, or null.</param>
    /// <param name="name">What a network in quotes is called.</param>
    public static NetSource SourceOf(string text, string? size = null, string name = "net")
    {
        if (Zoo.Nets.TryGetValue(text, out string? named)) return new NetSource(Resized(named, size), text, text);
        if (text.Contains('|', StringComparison.Ordinal)) return new NetSource(Resized(text, size), name, "NET");
        if (File.Exists(text)) return ReadFile(text, size);
        if (text.EndsWith(".txt", StringComparison.Ordinal) || text.Contains('/', StringComparison.Ordinal))
            throw new FileNotFoundException($"{text}: there is no such file\n  rule  {Rule}", text);
        throw new UsageException($"there is no network '{text}'{Spelling.DidYouMean(text, Zoo.Nets.Keys)}", Rule, "fovea summary '28x28x1 | conv 8 3x3 | relu | globalavgpool | dense 10'");
    }

    /// <summary>Reads a declaration alone: no weights are made, however many the network has. A model file gives its network.</summary>
    /// <returns>The network and what it is called.</returns>
    /// <param name="text">As it was typed.</param>
    /// <param name="s">Is told how an ONNX file was read.</param>
    public static (Graph Graph, string Name) ReadGraph(string text, Session? s = null)
    {
        if (IsModel(text))
        {
            using Model model = ReadModel(text, s);
            return (model.Graph, model.Name);
        }
        NetSource net = SourceOf(text);
        return (NetText.Parse(net.Text, net.File), net.Name);
    }

    /// <summary>Reads a model file.</summary>
    /// <param name="path">A .safetensors or .onnx file.</param>
    /// <param name="s">Is told how an ONNX file was read; null keeps it to itself.</param>
    /// <param name="options">What an ONNX file does not say.</param>
    public static Model ReadModel(string path, Session? s = null, OnnxImportOptions? options = null)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: there is no such file\n  rule  MODEL is a .safetensors file that fovea train wrote, or an .onnx file", path);
        if (IsOnnx(path)) return ReadOnnx(path, s, options);
        return IsModel(path) || !IsForeign(path) ? ModelFile.Load(path) : throw Foreign(path);
    }

    private static Model ReadOnnx(string path, Session? s, OnnxImportOptions? options)
    {
        OnnxImport import = Fovea.Onnx.Onnx.Import(path, options);
        OnnxImportReport report = import.Report;
        s?.Warn(s.Verbose ? report.ToString() : string.Join('\n', [$"{Path.GetFileName(path)}: {report.Summary}", .. report.Notes]));
        return import.Model;
    }

    /// <summary>The network in the text notation; empty for a model file.</summary>
    public static string TextOf(string text, string? size)
        => IsModel(text) ? "" : Resized(Zoo.Nets.GetValueOrDefault(text) ?? (!text.Contains('|', StringComparison.Ordinal) && File.Exists(text) ? File.ReadAllText(text) : text), size).Trim();

    /// <summary>True when the text names a trained model.</summary>
    public static bool IsModel(string text) => text.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) || IsOnnx(text);

    /// <summary>True when the text names an ONNX file.</summary>
    public static bool IsOnnx(string text) => text.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);

    /// <summary>Throws for a file that is known by its ending and cannot hold what is asked for.</summary>
    public static void RefuseForeign(string path)
    {
        if (IsForeign(path)) throw Foreign(path);
    }

    private static bool IsForeign(string path) => Path.GetExtension(path).ToLowerInvariant() is ".h5" or ".keras" || PickleFile.Endings.Contains(Path.GetExtension(path).ToLowerInvariant());

    private static ModelFileException Foreign(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".h5" or ".keras" => new(path, "this is a Keras file", "MODEL is a .safetensors or .onnx file", "in Keras: model.save_weights('x.weights.h5'), then fovea convert NET --weights x.weights.h5 --to model.safetensors"),
        _ => PickleFile.Refusal(path),
    };

    private static NetSource ReadFile(string path, string? size)
    {
        if (IsForeign(path)) throw Foreign(path);
        long bytes = new FileInfo(path).Length;
        if (bytes > MostBytes) throw new UsageException($"{path} has {bytes:N0} bytes", $"a net file has at most {MostBytes:N0} bytes", "is it a model file? Those end in .safetensors or .onnx");
        string name = Path.GetFileName(path);
        name = name.EndsWith(".net.txt", StringComparison.Ordinal) ? name[..^".net.txt".Length] : Path.GetFileNameWithoutExtension(name);
        return new NetSource(Resized(File.ReadAllText(path), size), name, path);
    }

    /// <summary>Height × width × channels as it was typed.</summary>
    public static Shape Size(string size)
    {
        int[] axes = SizeWord().IsMatch(size) ? [.. size.Split('x').Select(n => int.TryParse(n, out int v) ? v : 0)] : [0];
        return axes.All(n => n is > 0 and <= 65536) ? Shape.Of(axes) : throw new UsageException($"--size '{size}'", "--size takes height x width x channels: 32x32x3");
    }

    private static string Resized(string text, string? size)
    {
        if (size is null) return text;
        Size(size);
        return InputSize().Replace(text, m => m.Groups[1].Value + size, 1);
    }

    [GeneratedRegex(@"^\d+x\d+x\d+$")]
    private static partial Regex SizeWord();

    // The input size is the first word of the text, or the first behind comments and definitions.
    [GeneratedRegex(@"(^\s*|[\r\n}]\s*)(\d+[x×]\d+[x×]\d+)(?=\s*\|)")]
    private static partial Regex InputSize();
}

/// <summary>A network in the text notation.</summary>
/// <param name="Text">The declaration.</param>
/// <param name="Name">What it is called.</param>
/// <param name="File">What errors and findings call its place: a path, the name of a network, or NET.</param>
internal sealed record NetSource(string Text, string Name, string File);
