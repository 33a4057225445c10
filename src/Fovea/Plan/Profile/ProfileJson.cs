using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fovea.Kernels;

namespace Fovea;

/// <summary>A profile for programs.</summary>
internal static class ProfileJson
{
    public static string Of(PlanProfile profile)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) Write(json, profile);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, PlanProfile profile)
    {
        json.WriteStartObject();
        json.WriteString("name", profile.Name);
        json.WriteNumber("batch", profile.Batch);
        json.WriteBoolean("training", profile.Training);
        json.WriteString("variant", profile.Variant.ToString());
        json.WriteBoolean("strict", profile.Strict);
        json.WriteNumber("threads", profile.Peak.Threads);
        json.WriteNumber("repetitions", profile.Repetitions);
        json.WriteNumber("milliseconds", Round(profile.Milliseconds));
        json.WriteNumber("fastestMilliseconds", Round(profile.FastestMilliseconds));
        json.WriteNumber("slowestMilliseconds", Round(profile.SlowestMilliseconds));
        json.WriteNumber("overheadMilliseconds", Round(profile.OverheadMilliseconds));
        json.WriteNumber("macs", profile.Macs);
        json.WriteNumber("gflops", Round(profile.Gflops));
        Write(json, profile.Peak);
        json.WriteStartArray("calls");
        foreach (ProfileLine line in profile.Lines) Write(json, profile, line);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, MachinePeak peak)
    {
        json.WriteStartObject("peak");
        json.WriteNumber("gflops", Round(peak.Gflops));
        json.WriteNumber("readGigabytesPerSecond", Round(peak.ReadGigabytesPerSecond));
        json.WriteNumber("copyGigabytesPerSecond", Round(peak.CopyGigabytesPerSecond));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PlanProfile profile, ProfileLine line)
    {
        json.WriteStartObject();
        json.WriteString("name", line.Name);
        json.WriteString("phase", line.Phase.ToString().ToLowerInvariant());
        json.WriteNumber("milliseconds", Round(line.Milliseconds));
        json.WriteNumber("share", Round(profile.Share(line.Milliseconds)));
        json.WriteNumber("macs", line.Macs);
        json.WriteNumber("gflops", Round(line.Gflops));
        json.WriteNumber("peakShare", Round(line.Gflops / profile.Peak.Gflops));
        json.WriteNumber("bytes", line.Bytes);
        json.WriteNumber("gigabytesPerSecond", Round(line.GigabytesPerSecond));
        json.WriteNumber("intensity", Round(line.Intensity));
        json.WriteString("kernel", line.Kernel);
        json.WriteString("why", line.Why);
        json.WriteEndObject();
    }

    private static double Round(double value) => Math.Round(value, 6);
}
