namespace Fovea;

/// <summary>
/// The text notation: an input size, then layers joined by <c>|</c>. Files are named <c>*.net.txt</c>.
/// </summary>
/// <remarks>
/// <code>
/// # ResNet-20 for CIFAR-10
/// def block c { residual(conv c 3x3 nobias | bn | relu | conv c 3x3 nobias | bn) | relu }
/// def down c  { residual(conv c 3x3 stride 2 nobias | bn | relu | conv c 3x3 nobias | bn ; conv c 1x1 stride 2 nobias | bn) | relu }
/// 32x32x3 | conv 16 3x3 nobias | bn | relu
///   | 3 * block 16 | down 32 | 2 * block 32 | down 64 | 2 * block 64
///   | globalavgpool | dense 10
/// </code>
/// <list type="bullet">
/// <item><c>residual(a)</c> adds the block's input to <c>a</c>; <c>residual(a ; b)</c> adds <c>b</c> instead.</item>
/// <item><c>concat(a ; b ; …)</c> joins branches along the channels; an empty branch is the input.</item>
/// <item><c>3 * (a | b)</c> or <c>3 * a</c> repeats with weights of its own each time.</item>
/// <item><c>def name p q { … }</c> names a chain with number parameters; its nodes are called <c>name1.conv1</c> and so on.</item>
/// <item><c>name: layer</c> names a node; <c>name: (…)</c> or a repeat names a group.</item>
/// <item><c>#</c> starts a comment; line ends are spaces.</item>
/// </list>
/// </remarks>
public static class NetText
{
    /// <summary>Reads a network.</summary>
    /// <param name="text">The declaration.</param>
    /// <param name="file">Shown in errors.</param>
    /// <param name="line">Line of the text's first line in that file.</param>
    /// <exception cref="DeclarationException">The text cannot be read or a layer does not fit; names the place.</exception>
    public static Graph Parse(string text, string file = "", int line = 1) => new NetParser(text, file, Math.Max(line, 1)).ParseNet();

    /// <summary>Reads a network as far as it makes sense: a checker has something to say about the layers before the one that does not fit.</summary>
    /// <param name="text">The declaration.</param>
    /// <param name="file">Shown in errors.</param>
    /// <param name="line">Line of the text's first line in that file.</param>
    public static PartialNet Partial(string text, string file = "", int line = 1) => new NetParser(text, file, Math.Max(line, 1)).ParsePartial();

    /// <summary>Reads a file.</summary>
    /// <exception cref="DeclarationException">As <see cref="Parse"/>.</exception>
    public static Graph Load(string path)
    {
        var info = new FileInfo(path);
        if (!info.Exists) throw new FileNotFoundException($"there is no net file {path}", path);
        if (info.Length > 1 << 20) throw new DeclarationException($"{path} has {info.Length:N0} bytes", "a net file has at most 1,048,576 bytes", "is it a model file? Those end in .safetensors");
        return Parse(File.ReadAllText(path), path);
    }
}
