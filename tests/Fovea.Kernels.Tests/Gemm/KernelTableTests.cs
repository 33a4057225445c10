namespace Fovea.Kernels.Tests;

public sealed class KernelTableTests
{
    [Fact]
    public void Auto_is_the_first_variant_that_this_processor_runs()
        => Assert.Equal(KernelTable.Entries.First(e => e.IsSupported).Variant, KernelTable.Resolve(KernelVariant.Auto));

    [Fact]
    public void Portable_variants_run_everywhere()
    {
        Assert.Equal(KernelVariant.Reference, KernelTable.Resolve(KernelVariant.Reference));
        Assert.Equal(KernelVariant.Vector128, KernelTable.Resolve(KernelVariant.Vector128));
    }

    [Fact]
    public void Names_are_read_in_any_case_and_nothing_means_auto()
    {
        Assert.Equal(KernelVariant.Auto, KernelTable.Parse(null));
        Assert.Equal(KernelVariant.Auto, KernelTable.Parse(" "));
        Assert.Equal(KernelVariant.Avx2, KernelTable.Parse("avx2"));
    }

    [Fact]
    public void An_unknown_name_lists_those_that_exist()
    {
        var e = Assert.Throws<ArgumentException>(() => KernelTable.Parse("sse9"));
        Assert.Equal("FOVEA_KERNEL=sse9: no kernel variant has that name\n  help  one of Auto, Reference, Vector128, Avx2, Avx512", e.Message);
    }
}
