using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels.Tests;

/// <summary>
/// The innermost loops as the JIT compiles them here: a runtime or an edit that spills one accumulator costs a third of the speed and
/// fails no other test. On processors without AVX2 there is nothing to look at.
/// </summary>
public sealed class CodegenTests(CodegenTests.Listings listings) : IClassFixture<CodegenTests.Listings>
{
    [Fact]
    public void Fast_loops_keep_their_sums_in_registers()
    {
        foreach ((string registers, IReadOnlyList<CompiledMethod> methods) in listings.All)
        {
            string[] wrong = [.. methods.Where(m => !IsFaulty(m)).Select(m => LoopCheck.Wrong(m, Accumulators(m))).OfType<string>()];
            Assert.True(wrong.Length == 0, $"with {registers}:\n{string.Join("\n\n", wrong)}");
        }
    }

    [Fact]
    public void Every_known_loop_was_compiled()
    {
        foreach ((string registers, IReadOnlyList<CompiledMethod> methods) in listings.All)
            foreach (string name in KnownLoops.Accumulators.Keys.Where(n => listings.IsWide(registers) || !n.Contains("Avx512", StringComparison.Ordinal)))
                Assert.True(methods.Any(m => m.Name == name), $"with {registers}: {name} is in no listing; was it renamed? KnownLoops names it");
    }

    [Fact]
    public void Every_loop_of_multiply_adds_is_known()
    {
        foreach ((_, IReadOnlyList<CompiledMethod> methods) in listings.All)
            foreach (CompiledMethod m in methods.Where(m => m.Name.Contains(".MicroKernel", StringComparison.Ordinal) && m.Loops.Any(l => l.Any(LoopCheck.IsMultiplyAdd))))
                Assert.True(Accumulators(m) is not null, $"{m.Name} has a loop of multiply-adds; say in KnownLoops how many sums it carries");
    }

    [Fact]
    public void A_loop_that_spills_is_found()
    {
        foreach ((_, IReadOnlyList<CompiledMethod> methods) in listings.All)
            Assert.Matches(@"^Fovea\.Kernels\.Tests\.LoopSamples:TooManySums: a vector lies on the stack inside the innermost loop: .*ymmword ptr \[r[bs]p.*\n(?s:.*)vfmadd", Wrong(methods, "TooManySums", null));
    }

    [Fact]
    public void A_loop_whose_sums_wait_for_each_other_is_found()
    {
        foreach ((_, IReadOnlyList<CompiledMethod> methods) in listings.All)
            Assert.StartsWith("Fovea.Kernels.Tests.LoopSamples:TwoSumsForFour: 4 multiply-adds on 2 registers in the innermost loop, expected are 4 sums with as many each\n", Wrong(methods, "TwoSumsForFour", 4), StringComparison.Ordinal);
    }

    private static string? Wrong(IReadOnlyList<CompiledMethod> methods, string sample, int? accumulators)
        => LoopCheck.Wrong(methods.Single(m => m.Name == $"Fovea.Kernels.Tests.LoopSamples:{sample}"), accumulators);

    private static bool IsFaulty(CompiledMethod method) => method.Name.EndsWith(":TooManySums", StringComparison.Ordinal) || method.Name.EndsWith(":TwoSumsForFour", StringComparison.Ordinal);

    private static int? Accumulators(CompiledMethod method) => KnownLoops.Accumulators.TryGetValue(method.Name, out int n) ? n : null;

    /// <summary>What the JIT makes of the kernels with the registers of this processor, and with 16 where it has 32.</summary>
    public sealed class Listings
    {
        private const string Wide = "32 registers (AVX-512)";

        public Listings()
        {
            if (!OptimisedBuild.IsThis || !Fma.IsSupported || !Avx2.IsSupported) return;
            if (Avx512F.IsSupported) All.Add((Wide, JitChild.Compile(wide: true)));
            All.Add(("16 registers (AVX2)", JitChild.Compile(wide: false)));
        }

        internal List<(string Registers, IReadOnlyList<CompiledMethod> Methods)> All { get; } = [];

        internal bool IsWide(string registers) => registers == Wide;
    }
}
