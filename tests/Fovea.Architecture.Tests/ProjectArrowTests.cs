using System.Xml.Linq;

namespace Fovea.Architecture.Tests;

/// <summary>The arrows and packages of docs/decisions/0001-projects-and-arrows.md, read from the project files.</summary>
public sealed class ProjectArrowTests
{
    /// <summary>For each project what it may reference; whatever that reaches is allowed too.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Fovea.Kernels"] = [],
        ["Fovea"] = ["Fovea.Kernels"],
        ["Fovea.Analysis"] = ["Fovea"],
        ["Fovea.Onnx"] = ["Fovea"],
        ["Fovea.Keras"] = ["Fovea"],
        ["Fovea.Data"] = ["Fovea"],
        ["Fovea.Training"] = ["Fovea.Data"],
        ["Fovea.Explain"] = ["Fovea.Data"],
        ["Fovea.Lab"] = ["Fovea.Analysis", "Fovea.Training", "Fovea.Explain"],
        ["Fovea.Report"] = ["Fovea.Analysis", "Fovea.Training", "Fovea.Explain", "Fovea.Lab"],
        ["Fovea.Studio"] = ["Fovea.Report"],
        ["Fovea.Cli"] = ["Fovea.Report", "Fovea.Studio", "Fovea.Onnx", "Fovea.Keras"],
    };

    /// <summary>Packages by project; the native files of a package (NativeAssets) come with it.</summary>
    private static readonly Dictionary<string, string[]> Packages = new()
    {
        ["Fovea.Data"] = ["SkiaSharp"],
        ["Fovea.Onnx"] = ["Google.Protobuf"],
        // HDF5 is a large format that only these files need: docs/decisions/0025-weights-of-other-libraries.md.
        ["Fovea.Keras"] = ["PureHDF"],
        ["Fovea.Report"] = ["SkiaSharp"],
        ["Fovea.Cli"] = ["System.CommandLine", "Spectre.Console"],
    };

    [Fact]
    public void Projects_reference_only_what_lies_below_them()
    {
        List<string> wrong = [];
        foreach ((string project, XDocument file) in Repository.Projects("src"))
        {
            if (!Arrows.ContainsKey(project)) wrong.Add($"{project} is new: give it a row in ProjectArrowTests and in architecture.md section 3");
            HashSet<string> allowed = Reachable(project);
            foreach (string target in References(file, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))))
                if (!allowed.Contains(target)) wrong.Add($"{project} → {target} is no allowed arrow; allowed: {string.Join(", ", allowed.Order())}");
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void Projects_use_only_their_packages()
    {
        List<string> wrong = [];
        foreach ((string project, XDocument file) in Repository.Projects("src"))
        {
            string[] allowed = Packages.GetValueOrDefault(project, []);
            foreach (string package in References(file, "PackageReference"))
            {
                if (!allowed.Any(a => package == a || package.StartsWith(a + ".NativeAssets.", StringComparison.Ordinal)))
                    wrong.Add($"{project} uses {package}; allowed: {(allowed.Length == 0 ? "none" : string.Join(", ", allowed))}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void Package_versions_are_central()
    {
        foreach (string folder in (string[])["src", "tests", "bench"])
            foreach ((string project, XDocument file) in Repository.Projects(folder))
                Assert.False(file.Descendants("PackageReference").Any(p => p.Attribute("Version") is not null), $"{project}: versions belong in Directory.Packages.props");
    }

    [Fact]
    public void Unsafe_code_is_allowed_in_the_kernels_only()
    {
        foreach ((string project, XDocument file) in Repository.Projects("src").Concat(Repository.Projects("tests")))
        {
            bool allows = file.Descendants("AllowUnsafeBlocks").Any(e => e.Value.Trim() == "true");
            Assert.False(allows && project is not ("Fovea.Kernels" or "Fovea.Kernels.Tests"), $"{project} allows unsafe code; put the loop into Fovea.Kernels");
        }
        Assert.DoesNotContain("AllowUnsafeBlocks", File.ReadAllText(Path.Combine(Repository.Root, "Directory.Build.props")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_project_is_in_the_solution_except_the_benchmark_and_the_fuzzer()
    {
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "Fovea.slnx"));
        foreach (string project in Repository.Projects("src").Keys.Concat(Repository.Projects("tests").Keys).Where(p => p != "Fovea.Fuzz"))
            Assert.Contains($"/{project}.csproj", solution, StringComparison.Ordinal);
        Assert.DoesNotContain("Fovea.Fuzz", solution, StringComparison.Ordinal); // no test: it runs for hours
        Assert.DoesNotContain("bench/", solution, StringComparison.Ordinal); // libtorch is 600 MB that no newcomer should have to restore
    }

    [Fact]
    public void Every_library_has_its_tests()
    {
        SortedDictionary<string, XDocument> tests = Repository.Projects("tests");
        foreach (string project in Repository.Projects("src").Keys) Assert.Contains(project + ".Tests", tests.Keys);
    }

    private static IEnumerable<string> References(XDocument project, string kind)
        => project.Descendants(kind).Select(e => (string?)e.Attribute("Include")).OfType<string>();

    private static HashSet<string> Reachable(string project)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>(Arrows.GetValueOrDefault(project, []));
        while (open.TryPop(out string? next))
            if (reached.Add(next))
                foreach (string further in Arrows[next]) open.Push(further);
        return reached;
    }
}
