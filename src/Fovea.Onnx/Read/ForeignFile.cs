namespace Fovea.Onnx;

/// <summary>Says what a file is where its first bytes tell that it is no ONNX file; none of these can start one.</summary>
internal static class ForeignFile
{
    private const string Rule = "Fovea imports networks from .onnx files, which hold no code";
    private const string Torch = "export it in Python with torch.onnx.export(model, example_input, \"model.onnx\")";
    private const string Keras = "export it in Python with model.export(\"model.onnx\", format=\"onnx\") (Keras 3) or python -m tf2onnx.convert";
    private const string Pickle = "it can run code";

    /// <exception cref="ModelFileException">It is another kind of file.</exception>
    public static void Check(OnnxSource source)
    {
        Span<byte> bytes = stackalloc byte[32];
        bytes.Clear();
        int length = (int)Math.Min(bytes.Length, source.Wire.Length);
        source.Wire.Read(0, bytes[..length]);
        if (Find(bytes) is (string kind, string help)) source.Errors.Refuse($"this is {kind}", Rule, help);
    }

    private static (string Kind, string Help)? Find(ReadOnlySpan<byte> first)
    {
        if (first.StartsWith("PK\u0003\u0004"u8)) return ($"a zip archive, as torch.save writes it: a pickle file; {Pickle}", Torch);
        if (first[0] == 0x80 && first[1] is >= 2 and <= 5) return ($"a pickle file; {Pickle}", Torch);
        if (first.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F'])) return ("an HDF5 file, as Keras writes it", Keras);
        if (first[4..].StartsWith("TFL3"u8)) return ("a TensorFlow Lite file", "convert it with python -m tf2onnx.convert --tflite model.tflite --output model.onnx");
        if (first[4..].StartsWith("ORTM"u8)) return ("an ONNX Runtime (.ort) file", "take the .onnx file that it was made from");
        if (first[5] == 0 && first[6] == 0 && first[7] == 0 && first[8] == (byte)'{')
            return ("a safetensors file", "it holds numbers but no network; load it as weights: --weights FILE");
        if (first.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])) return ("a gzip file", "unpack it first");
        if (first.StartsWith("GIF8"u8)) return ("a GIF picture", "a picture is classified by a model: fovea predict MODEL PICTURE");
        if (first.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])) return ("a PNG picture", "a picture is classified by a model: fovea predict MODEL PICTURE");
        if (first.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff])) return ("a JPEG picture", "a picture is classified by a model: fovea predict MODEL PICTURE");
        if (first.StartsWith("%PDF"u8)) return ("a PDF file", "give the .onnx file");
        if (first.StartsWith("version https://git-lfs"u8)) return ("a Git LFS pointer, a few lines that stand for the model", "fetch the model itself: git lfs pull");
        ReadOnlySpan<byte> text = first.TrimStart(" \t\r\n\ufeff"u8);
        if (text.Length > 0 && text[0] == (byte)'<') return ("an HTML or XML page", "a download gave a web page in place of the model; download it again");
        if (text.Length > 0 && text[0] == (byte)'{') return ("a JSON file", "give the .onnx file");
        return null;
    }
}
