using System.Text.RegularExpressions;

namespace Fovea.Kernels.Tests;

/// <summary>What a fast loop must look like: sums stay in registers, each in one of its own.</summary>
internal static partial class LoopCheck
{
    /// <summary>What is wrong with a method, with the loop it is wrong in; null when nothing is.</summary>
    /// <param name="method">The method.</param>
    /// <param name="accumulators">Sums that its main loop carries; null for loops without sums, of which only spills are looked for.</param>
    public static string? Wrong(CompiledMethod method, int? accumulators)
    {
        foreach (string[] loop in method.Loops)
            if (loop.FirstOrDefault(line => IsSpill(line, method.FrameRegister)) is { } spill)
                return Text(method, $"a vector lies on the stack inside the innermost loop: {spill.Trim()}", loop);
        if (accumulators is not { } expected) return null;
        string[]? main = method.Loops.MaxBy(loop => loop.Count(IsMultiplyAdd));
        int[] counts = main is null ? [] : [.. main.Where(IsMultiplyAdd).GroupBy(line => MultiplyAdd().Match(line).Groups[1].Value).Select(g => g.Count())];
        if (counts.Length == expected && counts.All(n => n == counts[0])) return null;
        return Text(method, $"{counts.Sum()} multiply-adds on {counts.Length} registers in the innermost loop, expected are {expected} sums with as many each", main ?? []);
    }

    public static bool IsMultiplyAdd(string line) => MultiplyAdd().IsMatch(line);

    private static bool IsSpill(string line, string frame) => StackVector().Match(line) is { Success: true } m && (m.Groups[1].Value == "rsp" || m.Groups[1].Value == frame);

    private static string Text(CompiledMethod method, string what, string[] loop) => $"{method.Name}: {what}\n{string.Join('\n', loop)}";

    [GeneratedRegex(@"^\s+vfn?m(?:add|sub)\d+ps\s+([xyz]mm\d+),")]
    private static partial Regex MultiplyAdd();

    [GeneratedRegex(@"[xyz]mmword ptr \[(rsp|rbp)\b")]
    private static partial Regex StackVector();
}
