using Microsoft.ML.OnnxRuntime;

namespace Fovea.Onnx.Tests;

/// <summary>Runs files with ONNX Runtime, and the same networks with Fovea.</summary>
internal static class Runtime
{
    /// <summary>The file that a model becomes.</summary>
    public static byte[] Bytes(Model model, OnnxExportOptions? options = null)
    {
        using var stream = new MemoryStream();
        Onnx.Save(model, stream, options);
        return stream.ToArray();
    }

    /// <summary>Opens a file; <paramref name="plain"/> leaves its graph as it is written.</summary>
    public static InferenceSession Open(byte[] file, bool plain = false)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        if (plain) options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL;
        return new InferenceSession(file, options);
    }

    /// <summary>What ONNX Runtime makes of images N H W C, in N H W C.</summary>
    public static float[] Run(InferenceSession session, Model model, float[] images, int batch)
    {
        Shape input = model.Graph.Input.Shape, output = model.Graph.Output.Shape;
        long[] shape = input.IsImage ? [batch, input.Channels, input.Height, input.Width] : [batch, input.Channels];
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(ChannelsFirst(images, input, batch), shape);
        using var run = new RunOptions();
        using var results = session.Run(run, ["input"], [value], [model.Graph.Output.Name]);
        long[] expected = output.IsImage ? [batch, output.Channels, output.Height, output.Width] : [batch, output.Channels];
        Assert.Equal(expected, results[0].GetTensorTypeAndShape().Shape);
        return ChannelsLast(results[0].GetTensorDataAsSpan<float>(), output, batch);
    }

    /// <summary>What Fovea makes of them.</summary>
    public static float[] Run(Model model, float[] images, int batch)
    {
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = batch, Threads = 1 });
        plan.Load(images);
        plan.Run();
        using Tensor output = plan.Read(model.Graph.Output.Name);
        return output.Values.ToArray();
    }

    /// <summary>Fails when the two differ by more than the bound, a relative L2 error.</summary>
    /// <param name="model">The network.</param>
    /// <param name="bound">Largest error.</param>
    /// <param name="what">Named in a failure.</param>
    /// <param name="seed">Of the images.</param>
    /// <param name="batch">How many.</param>
    /// <param name="options">Of the export.</param>
    public static void Compare(Model model, double bound, string what, int seed = 0, int batch = 3, OnnxExportOptions? options = null)
    {
        float[] images = Values.Normal(new Random(seed), batch * (int)model.Graph.Input.Shape.Count);
        using InferenceSession session = Open(Bytes(model, options), plain: seed % 2 == 1);
        Near(Run(model, images, batch), Run(session, model, images, batch), bound, what);
    }

    /// <summary>Relative L2 error; small values count against a hundredth of a unit.</summary>
    public static void Near(float[] expected, float[] actual, double bound, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double difference = 0, norm = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            difference += Math.Pow((double)expected[i] - actual[i], 2);
            norm += Math.Pow(expected[i], 2);
        }
        double error = Math.Sqrt(difference / Math.Max(norm, 1e-4 * expected.Length));
        Assert.True(error <= bound, $"{what}: ONNX Runtime and Fovea differ by {error:E2}, bound {bound:E0}");
    }

    private static float[] ChannelsFirst(ReadOnlySpan<float> values, Shape shape, int batch) => Reordered(values, shape, batch, toChannelsFirst: true);

    private static float[] ChannelsLast(ReadOnlySpan<float> values, Shape shape, int batch) => Reordered(values, shape, batch, toChannelsFirst: false);

    private static float[] Reordered(ReadOnlySpan<float> values, Shape s, int batch, bool toChannelsFirst)
    {
        float[] result = values.ToArray();
        if (!s.IsImage) return result;
        for (int n = 0; n < batch; n++)
            for (int h = 0; h < s.Height; h++)
                for (int w = 0; w < s.Width; w++)
                    for (int c = 0; c < s.Channels; c++)
                    {
                        int last = ((n * s.Height + h) * s.Width + w) * s.Channels + c, first = ((n * s.Channels + c) * s.Height + h) * s.Width + w;
                        if (toChannelsFirst) result[first] = values[last];
                        else result[last] = values[first];
                    }
        return result;
    }
}
