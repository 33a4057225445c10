namespace Fovea.Tests;

/// <summary>A plan prints itself; the text of one small net is a snapshot.</summary>
public sealed class PlanListingTests
{
    [Fact]
    public void Listing_is_the_stored_text()
    {
        using Model model = Model.Parse("8x8x2 | conv 6 3x3 | relu | maxpool 2 | residual(conv 6 3x3 nobias | bn | relu) | relu | flatten | dense 4", name: "small");
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 2, Threads = 1, Training = true, Objective = Objective.CrossEntropy(), ParameterGradients = true, Capture = ["conv2"] });
        string path = Path.Combine(Folder(), "PlanListing.verified.txt"), actual = plan.ToString();
        if (!File.Exists(path) || File.ReadAllText(path) != actual) File.WriteAllText(path.Replace("verified", "received", StringComparison.Ordinal), actual);
        Assert.Equal(File.Exists(path) ? File.ReadAllText(path) : "", actual);
    }

    private static string Folder()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
            if (Directory.Exists(Path.Combine(d.FullName, "tests", "Fovea.Tests", "Plan"))) return Path.Combine(d.FullName, "tests", "Fovea.Tests", "Plan");
        throw new DirectoryNotFoundException($"no tests/Fovea.Tests/Plan above {AppContext.BaseDirectory}");
    }
}
