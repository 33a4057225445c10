namespace Fovea.Architecture.Tests;

/// <summary>A newcomer's two commands.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_first_commands_of_the_readme_run_the_demo_and_the_tests()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ReplaceLineEndings("\n");
        const string fence = "```sh\n";
        int start = readme.IndexOf(fence, StringComparison.Ordinal);
        Assert.True(start >= 0, "README.md has no ```sh block");
        start += fence.Length;
        string block = readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)];
        string[] commands = [.. block.Split('\n').Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0)];
        Assert.Equal(["dotnet run -c Release --project src/Fovea.Cli -- demo", "dotnet test -c Release"], commands);
    }
}
