namespace Fovea.Architecture.Tests;

/// <summary>What every op answers in its own file, found by looking for ops and not by a list.</summary>
public sealed class OpTests
{
    public static TheoryData<string> Ops => [.. typeof(Op).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Op)) && !t.IsAbstract).Select(t => t.Name).Order()];

    [Theory]
    [MemberData(nameof(Ops))]
    public void Every_op_has_a_file_that_states_its_shapes_and_its_source(string op)
    {
        string path = Path.Combine(Repository.Root, "src", "Fovea", "Ops", op + ".cs");
        Assert.True(File.Exists(path), $"{op} has no file src/Fovea/Ops/{op}.cs");
        string text = File.ReadAllText(path);
        foreach (string line in (string[])["Shapes:", "Source:"]) Assert.True(text.Contains(line, StringComparison.Ordinal), $"src/Fovea/Ops/{op}.cs has no line '{line}'");
    }
}
