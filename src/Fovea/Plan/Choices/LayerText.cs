using System.Globalization;
using System.Text.RegularExpressions;
using Fovea.Kernels;

namespace Fovea;

/// <summary>A convolution's sizes in a line: <c>56x56x64 conv 64 3x3 pad 1,1,1,1</c>. Those with a choice have stride 1 or 2, dilation and groups 1.</summary>
internal static partial class LayerText
{
    public static string Of(in ConvGeometry g) => string.Create(CultureInfo.InvariantCulture,
        $"{g.InH}x{g.InW}x{g.InC} conv {g.OutC} {g.KernelH}x{g.KernelW}{(g.StrideH == 1 ? "" : $" stride {g.StrideH}")} pad {g.PadTop},{g.PadBottom},{g.PadLeft},{g.PadRight}");

    public static bool TryRead(string text, out ConvGeometry g)
    {
        g = default;
        Match match = Form().Match(text);
        if (!match.Success) return false;
        int[] n = [.. match.Groups.Values.Skip(1).Select(v => v.Success ? int.Parse(v.ValueSpan, CultureInfo.InvariantCulture) : 1)];
        g = new ConvGeometry(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[6], PadTop: n[7], PadBottom: n[8], PadLeft: n[9], PadRight: n[10]);
        return true;
    }

    [GeneratedRegex(@"^(\d{1,6})x(\d{1,6})x(\d{1,6}) conv (\d{1,6}) (\d{1,6})x(\d{1,6})(?: stride ([2-9]))? pad (\d{1,6}),(\d{1,6}),(\d{1,6}),(\d{1,6})\z")]
    private static partial Regex Form();
}
