using System.Xml.Linq;

namespace Fovea.Tests;

/// <summary>Every op that the assembly holds has what an op must have; a new op fails here by name until it does.</summary>
public sealed class OpCompletenessTests
{
    private static readonly Lazy<Dictionary<string, string>> Docs = new(() => XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Fovea.xml"))
        .Descendants("member").ToDictionary(m => m.Attribute("name")!.Value, m => m.Value));

    public static TheoryData<string> Ops => [.. typeof(Op).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Op)) && !t.IsAbstract).Select(t => t.Name)];

    private static bool Computes(string op) => OpProblems.NotComputed.All(t => t.Name != op);

    [Theory]
    [MemberData(nameof(Ops))]
    public void Op_has_random_problems_and_a_gradient_check(string op)
    {
        if (!Computes(op)) return;
        Assert.True(OpProblems.All.Any(e => e.Name == op), $"{op} has no entry in OpProblems: add one, and its random problems and gradient checks run");
        Assert.True(OpRandomProblemTests.Problems >= 50 && OpGradientTests.Problems >= 50);
    }

    [Theory]
    [MemberData(nameof(Ops))]
    public void Op_has_a_golden_or_a_reason(string op)
    {
        if (!Computes(op)) return;
        OpEntry entry = OpProblems.Find(op);
        Assert.True(entry.Golden is not null ^ !string.IsNullOrWhiteSpace(entry.NoGolden), $"{op} needs a golden family or the reason why it has none");
        Assert.True(entry.Golden is null || OpGoldenTests.Families.Any(f => f.Data == entry.Golden), $"{op}: OpGoldenTests does not run the family '{entry.Golden}'");
    }

    [Theory]
    [MemberData(nameof(Ops))]
    public void Op_documents_formula_shapes_gradients_and_source(string op)
    {
        string text = Docs.Value.TryGetValue($"T:Fovea.{op}", out string? found) ? found : "";
        foreach (string word in (string[])["Formula:", "Shapes:", "Gradients:", "Source:"])
            Assert.True(text.Contains(word, StringComparison.Ordinal), $"{op}: its documentation lacks the line '{word}'");
    }

    [Theory]
    [MemberData(nameof(Ops))]
    public void Op_text_reads_back_to_an_equal_op(string op)
    {
        if (!Computes(op)) return;
        for (int i = 0; i < OpRandomProblemTests.Problems; i++)
        {
            OpProblem problem = OpProblem.Make(OpProblems.Find(op), 4000 + i, alone: true);
            Op node = NetText.Parse(problem.Net).Nodes.Last(n => n.Op.GetType().Name == op).Op;
            Op back = OpText.Read(node.ToString().Split(' '));
            Assert.True(node.Equals(back), $"{problem}: '{node}' reads back as '{back}'");
            Assert.Equal(node.ToString(), back.ToString());
        }
    }

    [Fact]
    public void Table_names_no_op_twice() => Assert.Equal(OpProblems.All.Count, OpProblems.All.DistinctBy(e => e.Type).Count());
}
