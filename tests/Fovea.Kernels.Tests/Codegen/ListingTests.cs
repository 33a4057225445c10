namespace Fovea.Kernels.Tests;

/// <summary>Reading a listing, on a text that needs no processor.</summary>
public sealed class ListingTests
{
    private const string Text = """
        ; Assembly listing for method Some.Kernel:Run(ptr,nint) (FullOpts)
        ; rsp based frame
        G_M000_IG01:
               sub      rsp, 40
        G_M000_IG02:
               mov      rax, rdi
        G_M000_IG03:
               vmovups  ymm1, ymmword ptr [rbp+0x20]
               vfmadd231ps ymm0, ymm1, ymmword ptr [rdi]
               vfmadd231ps ymm2, ymm1, ymmword ptr [rdi+0x20]
               jl       SHORT G_M000_IG03
        G_M000_IG04:
               vmovups  ymmword ptr [rsp+0x20], ymm0
               jne      G_M000_IG02
        G_M000_IG05:
               ret
        """;

    [Fact]
    public void The_innermost_loop_is_from_its_label_to_its_jump()
    {
        CompiledMethod method = Assert.Single(CompiledMethod.Parse(Text));
        Assert.Equal("Some.Kernel:Run", method.Name);
        string[] loop = Assert.Single(method.Loops);
        Assert.Equal("G_M000_IG03:", loop[0]);
        Assert.Equal(5, loop.Length);
    }

    [Fact]
    public void What_is_stored_outside_the_loop_and_what_rbp_points_at_is_no_spill()
        => Assert.Null(LoopCheck.Wrong(CompiledMethod.Parse(Text)[0], 2));

    [Fact]
    public void With_a_frame_in_rbp_the_same_access_is_a_spill()
        => Assert.StartsWith("Some.Kernel:Run: a vector lies on the stack inside the innermost loop: vmovups  ymm1, ymmword ptr [rbp+0x20]\n",
            LoopCheck.Wrong(CompiledMethod.Parse(Text.Replace("rsp based", "rbp based", StringComparison.Ordinal))[0], 2), StringComparison.Ordinal);

    [Fact]
    public void A_wide_or_narrow_vector_on_the_stack_is_a_spill_too()
    {
        foreach (string width in new[] { "xmmword", "zmmword" })
            Assert.NotNull(LoopCheck.Wrong(CompiledMethod.Parse(Text.Replace("ymmword ptr [rbp", width + " ptr [rsp", StringComparison.Ordinal))[0], 2));
    }

    [Fact]
    public void A_method_without_a_loop_has_too_few_sums()
        => Assert.StartsWith("A:B: 0 multiply-adds on 0 registers", LoopCheck.Wrong(CompiledMethod.Parse("; Assembly listing for method A:B(ptr)\nG_M1_IG01:\n       ret\n")[0], 3), StringComparison.Ordinal);
}
