using System.Globalization;
using System.Text;

namespace Fovea;

/// <summary>A profile for spreadsheets: RFC 4180.</summary>
internal static class ProfileCsv
{
    public static string Of(PlanProfile profile)
    {
        var text = new StringBuilder("call,phase,milliseconds,share,macs,gflops,peak_share,bytes,gigabytes_per_second,flop_per_byte,kernel,why\n");
        foreach (ProfileLine l in profile.Lines)
            text.Append(CultureInfo.InvariantCulture,
                $"{Quoted(l.Name)},{l.Phase.ToString().ToLowerInvariant()},{l.Milliseconds:R},{profile.Share(l.Milliseconds):R},{l.Macs},{l.Gflops:R},{l.Gflops / profile.Peak.Gflops:R},{l.Bytes},{l.GigabytesPerSecond:R},{l.Intensity:R},{Quoted(l.Kernel)},{Quoted(l.Why)}\n");
        return text.ToString();
    }

    private static string Quoted(string? text) => text is null ? "" : text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
