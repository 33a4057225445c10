using System.Globalization;
using System.Text.RegularExpressions;
using Fovea.Kernels;

namespace Fovea;

/// <summary>A convolution's sizes in a line: <c>56x56x64 conv 64 3x3 pad 1,1,1,1</c>. Those with a choice have stride, dilation and groups 1.</summary>
internal static partial class LayerText
{
    public static string Of(in ConvGeometry g) => string.Create(CultureInfo.InvariantCulture,
        $"{g.InH}x{g.InW}x{g.InC} conv {g.OutC} {g.KernelH}x{g.KernelW} pad {g.PadTop},{g.PadBottom},{g.PadLeft},{g.PadRight}");

    public static bool TryRead(string text, out ConvGeometry g)
    {
        g = default;
        Match match = Form().Match(text);
        if (!match.Success) return false;
        int[] n = [.. match.Groups.Values.Skip(1).Select(v => int.Parse(v.ValueSpan, CultureInfo.InvariantCulture))];
        g = new ConvGeometry(n[0], n[1], n[2], n[3], n[4], n[5], PadTop: n[6], PadBottom: n[7], PadLeft: n[8], PadRight: n[9]);
        return true;
    }

    [GeneratedRegex(@"^(\d{1,6})x(\d{1,6})x(\d{1,6}) conv (\d{1,6}) (\d{1,6})x(\d{1,6}) pad (\d{1,6}),(\d{1,6}),(\d{1,6}),(\d{1,6})\z")]
    private static partial Regex Form();
}
