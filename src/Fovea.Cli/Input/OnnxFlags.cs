using System.CommandLine;
using Fovea.Onnx;

namespace Fovea.Cli;

/// <summary>What an ONNX file of other programs does not say: which output counts, how large images are; with <see cref="PixelFlags"/> how they are prepared and what the classes are called.</summary>
internal sealed class OnnxFlags
{
    private const string Group = "ONNX files";
    private readonly Option<string?> output = Flags.Text("--output", "NAME", "the output to compute; default the file's first");
    private readonly Option<string?> size = Flags.Text("--input-size", "HxWxC", "size of the image, for a file that leaves it open");

    private readonly PixelFlags pixels;

    /// <param name="verb">The verb that takes them.</param>
    /// <param name="pixels">Flags that the verb has already; null adds them.</param>
    public OnnxFlags(Verb verb, PixelFlags? pixels = null)
    {
        this.pixels = pixels ?? new PixelFlags(verb);
        foreach (Option option in (Option[])[output, size]) verb.Under(Group, option);
    }

    /// <summary>The options as they were given; null when none was.</summary>
    /// <exception cref="UsageException">One was given for a file that says it itself.</exception>
    public OnnxImportOptions? Read(Session s, string model)
    {
        if (new Option[] { output, size }.Concat(pixels.All).FirstOrDefault(s.Given) is not { } given) return null;
        if (!NetArgument.IsOnnx(model)) throw new UsageException($"{given.Name} is for ONNX files", "a .safetensors file brings its preprocessing and labels", "leave it out");
        return new OnnxImportOptions
        {
            Output = s.Value(output),
            Size = s.Value(size) is { } text ? NetArgument.Size(text) : null,
            Preprocessing = pixels.Over(s, new Preprocessing(ResizeRule.FitCrop, [0f], [1f])),
            Labels = pixels.Labels(s),
        };
    }
}
