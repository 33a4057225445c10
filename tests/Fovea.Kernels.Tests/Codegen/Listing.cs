using System.Text.RegularExpressions;

namespace Fovea.Kernels.Tests;

/// <summary>A method as the JIT compiled it.</summary>
/// <param name="Name">Type and method: <c>Fovea.Kernels.MicroKernelAvx2:TileWide</c>.</param>
/// <param name="Loops">Its innermost loops, each from the label to the jump back.</param>
/// <param name="FrameRegister">The register that stack slots are addressed by besides rsp, or rsp itself.</param>
internal sealed partial record CompiledMethod(string Name, IReadOnlyList<string[]> Loops, string FrameRegister)
{
    /// <summary>Reads what DOTNET_JitDisasm writes.</summary>
    public static IReadOnlyList<CompiledMethod> Parse(string listing)
    {
        var methods = new List<CompiledMethod>();
        foreach (string part in listing.ReplaceLineEndings("\n").Split("; Assembly listing for method ")[1..])
        {
            string[] lines = part.Split('\n');
            string frame = lines.Any(l => l.StartsWith("; rbp based frame", StringComparison.Ordinal)) ? "rbp" : "rsp";
            methods.Add(new CompiledMethod(lines[0][..lines[0].IndexOf('(', StringComparison.Ordinal)], InnermostLoops(lines), frame));
        }
        return methods;
    }

    // A loop is a jump to a label above it; it is innermost when no other loop lies inside.
    private static string[][] InnermostLoops(string[] lines)
    {
        var labels = new Dictionary<string, int>();
        var loops = new List<(int From, int To)>();
        for (int i = 0; i < lines.Length; i++)
        {
            if (Label().Match(lines[i]) is { Success: true } label) labels[label.Groups[1].Value] = i;
            else if (Jump().Match(lines[i]) is { Success: true } jump && labels.TryGetValue(jump.Groups[1].Value, out int from)) loops.Add((from, i));
        }
        return [.. loops.Where(l => !loops.Any(o => o != l && o.From >= l.From && o.To <= l.To)).Select(l => lines[l.From..(l.To + 1)])];
    }

    [GeneratedRegex(@"^(G_M\w+):")]
    private static partial Regex Label();

    [GeneratedRegex(@"^\s+j\w+\s+(?:SHORT )?(G_M\w+)")]
    private static partial Regex Jump();
}
