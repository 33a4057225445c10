namespace Fovea.Tests;

public sealed class SpellingTests
{
    [Fact]
    public void The_nearest_name_is_found() => Assert.Equal("; did you mean 'conv1.weight'?", Spelling.DidYouMean("conv1.wieght", ["conv2.bias", "conv1.weight", "fc"]));

    [Fact]
    public void Long_names_and_many_names_cost_nothing()
    {
        string name = new('a', 1_024);
        string[] names = [.. Enumerable.Range(0, 65_536).Select(i => name + i)];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(Spelling.Nearest(name, names));
        Assert.Null(Spelling.Nearest("conv1.weight", names));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    [Theory]
    [InlineData("plain ä", "'plain ä'")]
    [InlineData("a\u001b[31m\n\u202eb", "'a\\u001b[31m\\u000a\\u202eb'")]
    public void A_name_of_a_stranger_steers_no_terminal(string name, string quoted) => Assert.Equal(quoted, Spelling.Quoted(name));

    [Fact]
    public void A_long_name_is_shortened() => Assert.Equal($"'{new string('n', 80)}…'", Spelling.Quoted(new string('n', 81)));
}
