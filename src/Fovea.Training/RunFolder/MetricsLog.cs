using System.Buffers;
using System.Text.Json;

namespace Fovea.Training;

/// <summary>Lines of metrics.jsonl, made in a buffer that is used again: a logged step allocates nothing either.</summary>
internal sealed class MetricsLog(RunFiles files) : IDisposable
{
    private readonly ArrayBufferWriter<byte> buffer = new(512);
    private readonly Utf8JsonWriter json = new(Stream.Null);

    public void Step(long step, int epoch, double loss, double accuracy, float rate, float gradientNorm, double imagesPerSecond)
    {
        Begin("step"u8);
        json.WriteNumber("step"u8, step);
        json.WriteNumber("epoch"u8, epoch);
        Number("loss"u8, loss);
        Number("accuracy"u8, accuracy);
        Number("learningRate"u8, rate);
        Number("gradientNorm"u8, gradientNorm);
        Number("imagesPerSecond"u8, Math.Round(imagesPerSecond, 1));
        End();
    }

    public void Epoch(long step, EpochResult e)
    {
        Begin("epoch"u8);
        json.WriteNumber("step"u8, step);
        json.WriteNumber("epoch"u8, e.Epoch);
        Number("trainLoss"u8, e.TrainLoss);
        Number("trainAccuracy"u8, e.TrainAccuracy);
        if (e.ValidationLoss is { } loss) Number("validationLoss"u8, loss);
        if (e.ValidationAccuracy is { } accuracy) Number("validationAccuracy"u8, accuracy);
        Number("learningRate"u8, e.LearningRate);
        Number("seconds"u8, Math.Round(e.Seconds, 3));
        End();
    }

    public void Dispose() => json.Dispose();

    private void Begin(ReadOnlySpan<byte> kind)
    {
        buffer.ResetWrittenCount();
        json.Reset(buffer);
        json.WriteStartObject();
        json.WriteString("kind"u8, kind);
    }

    // JSON has no NaN: a value that is none is left out.
    private void Number(ReadOnlySpan<byte> name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
    }

    private void End()
    {
        json.WriteEndObject();
        json.Flush();
        buffer.Write("\n"u8);
        files.AppendMetrics(buffer.WrittenSpan);
    }
}
