using Fovea.Onnx.Proto;
using Google.Protobuf;

namespace Fovea.Onnx;

/// <summary>Models as ONNX files, which ONNX Runtime and others run.</summary>
/// <remarks>
/// The file's input is <c>input</c>, N × C × H × W with any N; its output has the name of the network's output node. Every
/// activation keeps its name, and every parameter has PyTorch's name and layout. The metadata holds the labels and the
/// preprocessing as JSON. Values are float32.
/// <code>
/// Onnx.Save(model, "boots.onnx");
/// Onnx.Save(model, "boots.onnx", new OnnxExportOptions { IncludePreprocessing = true });
/// Model resnet = Onnx.Load("resnet18.onnx");
/// </code>
/// </remarks>
public static class Onnx
{
    /// <summary>Writes a model; the file is either complete or untouched.</summary>
    /// <param name="model">The network and its values.</param>
    /// <param name="path">Where to; ends in <c>.onnx</c> by custom.</param>
    /// <param name="options">Null is <see cref="OnnxExportOptions.Default"/>.</param>
    /// <exception cref="OnnxLimitException">The model is too large for one ONNX file.</exception>
    /// <exception cref="OnnxExportException">ONNX has no way to say one of its layers.</exception>
    /// <exception cref="DiskFullException">The disk is full; the former file is still there.</exception>
    /// <exception cref="ArgumentException">There is no such opset.</exception>
    public static void Save(Model model, string path, OnnxExportOptions? options = null)
    {
        ModelProto proto = Exporter.Export(model, options ?? OnnxExportOptions.Default);
        AtomicFile.Write(path, stream => proto.WriteTo(stream));
    }

    /// <summary>Writes a model to a stream: the same model gives the same bytes.</summary>
    /// <param name="model">The network and its values.</param>
    /// <param name="stream">Is written forward and stays open.</param>
    /// <param name="options">Null is <see cref="OnnxExportOptions.Default"/>.</param>
    /// <exception cref="OnnxLimitException">The model is too large for one ONNX file.</exception>
    /// <exception cref="OnnxExportException">ONNX has no way to say one of its layers.</exception>
    /// <exception cref="ArgumentException">There is no such opset.</exception>
    public static void Save(Model model, Stream stream, OnnxExportOptions? options = null)
        => Exporter.Export(model, options ?? OnnxExportOptions.Default).WriteTo(stream);

    /// <summary>Reads a file as a network that can be trained, linted, explained and written again.</summary>
    /// <param name="path">An ONNX file.</param>
    /// <param name="options">Null is <see cref="OnnxImportOptions.Default"/>.</param>
    /// <exception cref="ModelFileException">The file is broken, is no network of one image, or holds an op that Fovea has not.</exception>
    public static Model Load(string path, OnnxImportOptions? options = null) => Import(path, options).Model;

    /// <summary>Reads a file as a network, and says how it was read.</summary>
    /// <param name="path">An ONNX file.</param>
    /// <param name="options">Null is <see cref="OnnxImportOptions.Default"/>.</param>
    /// <exception cref="ModelFileException">As <see cref="Load"/>.</exception>
    public static OnnxImport Import(string path, OnnxImportOptions? options = null) => Importer.Run(OnnxReader.Read(path), options ?? OnnxImportOptions.Default);
}
