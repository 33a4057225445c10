namespace Fovea.Cli.Tests;

/// <summary>What README and guide say is what the program does.</summary>
public sealed class DocumentTests
{
    public static TheoryData<string> Files => [.. Documents.All];

    /// <summary>Set FOVEA_UPDATE_DOCS=1 to write what the program says now into the documents.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void Consoles_show_what_the_program_says(string document)
    {
        string now = Documents.WithOutputs(document, line =>
        {
            Ended ended = Cli.Run(CommandLines.Split(line)[1..]);
            return ended.Out + ended.Error;
        });
        if (Environment.GetEnvironmentVariable("FOVEA_UPDATE_DOCS") == "1") File.WriteAllText(Path.Combine(Documents.Root, document), now);
        Assert.Equal(now, Documents.Read(document));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Command_lines_can_be_parsed(string document)
    {
        foreach (string block in Documents.Blocks(document, "sh"))
            foreach (string line in block.Split('\n').Where(l => l.StartsWith("fovea ", StringComparison.Ordinal))) CommandLines.Check(line);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Networks_in_text_blocks_can_be_parsed(string document)
    {
        foreach (string block in Documents.Blocks(document, "text").Where(b => b.Contains(" | dense ", StringComparison.Ordinal) && !b.Contains("epoch", StringComparison.Ordinal)))
            NetText.Parse(block, document);
    }

    [Fact]
    public void CSharp_blocks_are_the_bodies_of_tests()
    {
        string source = Plain(File.ReadAllText(Path.Combine(Documents.Root, "tests", "Fovea.Cli.Tests", "ReadmeSamples.cs")));
        foreach (string document in Documents.All)
            foreach (string block in Documents.Blocks(document, "csharp"))
                Assert.True(source.Contains(Plain(block), StringComparison.Ordinal), $"{document}: this block is in no test of ReadmeSamples.cs:\n{block}");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Links_lead_somewhere(string document)
    {
        string folder = Path.Combine(Documents.Root, Path.GetDirectoryName(document)!);
        foreach (System.Text.RegularExpressions.Match link in System.Text.RegularExpressions.Regex.Matches(Documents.Read(document), @"\]\((?!https?://)([^)#]+)[^)]*\)"))
            Assert.True(Path.Exists(Path.Combine(folder, link.Groups[1].Value)), $"{document}: {link.Groups[1].Value}");
    }

    [Fact]
    public void The_readme_lists_every_exit_code()
    {
        string readme = Documents.Read("README.md");
        foreach ((int code, _, string meaning) in ExitCode.All) Assert.Contains($"| {code} | {meaning} |", readme);
    }

    [Fact]
    public void Every_verb_has_a_page_with_its_help()
    {
        foreach (string verb in new[] { "demo", "train", "eval", "errors", "predict", "explain", "why", "faithful", "hierarchy", "convert", "summary", "field", "lint", "doctor", "profile", "tune" }) Assert.Contains($"$ fovea {verb} --help", Documents.Read($"docs/guide/{verb}.md"));
    }

    [Fact]
    public void Members_of_JSON_answers_are_documented()
    {
        using var folder = new TempFolder();
        string model = Small.Model(folder), image = folder.Write("a.png", Small.Picture(true, 1).ToPng()), data = Small.Folder(folder);
        foreach ((string page, string[] line) in new (string, string[])[]
        {
            ("train", ["train", Small.Net, data, "--out", folder["run"], "--epochs", "1"]), ("eval", ["eval", model, data]), ("errors", ["errors", model, data]), ("predict", ["predict", model, image]),
            ("explain", ["explain", model, image, "--out", folder["why"]]), ("why", ["why", model, image, "--out", folder["why"]]), ("faithful", ["faithful", model, data, "--methods", "saliency", "--metrics", "sparseness"]), ("convert", ["convert", model, "--to", folder["small.onnx"]]), ("lint", ["lint", model]), ("profile", ["profile", model, "--batch", "1", "--repetitions", "1"]), ("tune", ["tune", model, "--batch", "1", "--out", folder["tuned.json"]]),
        })
        {
            string text = Documents.Read($"docs/guide/{page}.md");
            Ended ended = Cli.Run([.. line, "--json"]);
            foreach (System.Text.Json.JsonProperty member in ended.Json.EnumerateObject()) Assert.Contains($"`{member.Name}`", text);
        }
    }

    private static string Plain(string code) => string.Join('\n', code.ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0));
}
