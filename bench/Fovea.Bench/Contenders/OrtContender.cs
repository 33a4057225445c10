using Microsoft.ML.OnnxRuntime;

namespace Fovea.Bench;

/// <summary>
/// ONNX Runtime on the file that Fovea exports, or on the file that Fovea has read: all optimisations, the batch size fixed, images and logits in memory that is bound once.
/// A call is one native call.
/// </summary>
internal sealed class OrtContender : Contender
{
    private readonly InferenceSession session;
    private readonly RunOptions options = new();
    private readonly OrtIoBinding binding;
    private readonly OrtValue input, output;
    private readonly float[] logits;

    /// <param name="c">Batch and images.</param>
    /// <param name="model">The network.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="file">The file that the model was read from; null runs what Fovea exports.</param>
    public OrtContender(NetCase c, Model model, int threads, string? file = null)
        : base("ONNX Runtime")
    {
        Shape shape = model.Graph.Input.Shape;
        using SessionOptions settings = Settings(c.Batch, threads);
        session = file is null ? Open(model, settings) : new InferenceSession(file, settings);
        logits = new float[c.Batch * model.Outputs];
        long[] outputs = [c.Batch, .. session.OutputMetadata.Values.First().Dimensions.Skip(1).Select(d => (long)d)];
        input = OrtValue.CreateTensorValueFromMemory(ChannelsFirst(c.Images(shape), c.Batch, shape), [c.Batch, shape.Channels, shape.Height, shape.Width]);
        output = OrtValue.CreateTensorValueFromMemory(logits, outputs);
        binding = session.CreateIoBinding();
        binding.BindInput(session.InputNames[0], input);
        binding.BindOutput(session.OutputNames[0], output);
    }

    public override void Forward() => session.RunWithBinding(options, binding);

    public override float[] Logits()
    {
        Forward();
        return logits;
    }

    public override void Dispose()
    {
        binding.Dispose();
        input.Dispose();
        output.Dispose();
        options.Dispose();
        session.Dispose();
    }

    private static SessionOptions Settings(int batch, int threads)
    {
        var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddFreeDimensionOverrideByName("N", batch);
        return options;
    }

    // Through a file: half a gigabyte of VGG need not lie in managed memory.
    private static InferenceSession Open(Model model, SessionOptions settings)
    {
        string file = Path.Combine(Path.GetTempPath(), $"fovea-bench-{Environment.ProcessId}.onnx");
        try
        {
            Onnx.Onnx.Save(model, file);
            return new InferenceSession(file, settings);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static float[] ChannelsFirst(float[] nhwc, int batch, Shape s)
    {
        var nchw = new float[nhwc.Length];
        for (int n = 0, at = 0; n < batch; n++)
            for (int c = 0; c < s.Channels; c++)
                for (int pixel = 0; pixel < s.Height * s.Width; pixel++) nchw[at++] = nhwc[(n * s.Height * s.Width + pixel) * s.Channels + c];
        return nchw;
    }
}
