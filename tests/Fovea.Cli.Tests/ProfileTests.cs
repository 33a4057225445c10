using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fovea.Cli.Tests;

/// <summary><c>fovea profile</c>: what is measured changes, what is said about it does not.</summary>
public sealed partial class ProfileTests : IDisposable
{
    private const string Net = "16x16x16 | conv 16 3x3 | relu | maxpool 2 | conv 8 5x5 | flatten | dense 3";
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Text_with_its_measurements_masked_is_the_stored_one()
    {
        Ended ended = Cli.Run("profile", Net, "--batch", "8", "--threads", "1", "--repetitions", "5", "--strict");
        Assert.Equal((0, ""), (ended.Code, ended.Error));
        Assert.Equal("""
            net: batch #, inference, # thread, X kernels, strict
            # runs of # … # ms; the times are medians
            measured peak: # GFLOP/s of multiply-adds, # GB/s reading memory, # GB/s copying
            call                   kernel           ms   share  GFLOP/s  of peak       MB    GB/s  FLOP/B
            forward
              conv1 16×16×16 relu  direct # #% # #% # # #
              maxpool1 maxpool 2 # #% # #
              conv2 8×8×8          direct # #% # #% # # #
              dense1 1×1×3         direct # #% # #% # # #
            overhead # #%
            total # #% # #% # # #
            by kernel              kernel           ms   share  GFLOP/s  of peak       MB    GB/s  FLOP/B
              3 calls              direct # #% # #% # # #
              1 call               others # #% # #
            why
              direct  3×3 window, stride 1, 16 → 16 channels, 16 4×4 tiles an image: conv1
              direct  5×5 window, stride 1, 16 → 8 channels, 9 3×3 tiles an image (79% used): conv2
              direct  dense, 512 → 3: dense1
            GFLOP/s counts what a call is declared as, 1 MAC = 2 FLOP: Winograd multiplies less and may exceed
              the peak. MB counts inputs, outputs and weights once; what is still in the cache may exceed
              memory's GB/s.
            """.ReplaceLineEndings("\n"), Masked(ended.Out));
    }

    [Fact]
    public void A_training_step_packs_weights_before_it_reads_them()
    {
        Ended ended = Cli.Run("profile", Net, "--batch", "2", "--train", "--repetitions", "1");
        Assert.Equal(0, ended.Code);
        Assert.Contains("a training step without the optimiser's update", ended.Out.ReplaceLineEndings(" "));
        Assert.Matches("(?s)\nforward\n  conv1 pack .*\nobjective and backward\n", ended.Out);
    }

    [Fact]
    public void Json_has_the_documented_members()
    {
        JsonElement json = Cli.Run("profile", Net, "--batch", "2", "--threads", "1", "--repetitions", "1", "--json").Json;
        Assert.Equal(["name", "batch", "training", "variant", "strict", "threads", "repetitions", "milliseconds", "fastestMilliseconds", "slowestMilliseconds", "overheadMilliseconds",
            "macs", "gflops", "peak", "calls"], json.EnumerateObject().Select(p => p.Name));
        Assert.Equal((1, 2), (json.GetProperty("threads").GetInt32(), json.GetProperty("batch").GetInt32()));
        Assert.Equal(["name", "phase", "milliseconds", "share", "macs", "gflops", "peakShare", "bytes", "gigabytesPerSecond", "intensity", "kernel", "why"],
            json.GetProperty("calls")[0].EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void A_folder_takes_picture_and_numbers()
    {
        Ended ended = Cli.Run("profile", Net, "--batch", "1", "--repetitions", "1", "--out", folder["prof"]);
        Assert.Equal(0, ended.Code);
        foreach (string file in new[] { "roofline.png", "roofline.svg", "profile.csv", "profile.json" })
        {
            Assert.True(new FileInfo(folder[$"prof/{file}"]).Length > 500, file);
            Assert.Contains($"\n{folder["prof"]}/{file}\n", ended.Out);
        }
    }

    [Theory]
    [InlineData("--batch", "0", "--batch '0'\n  rule  --batch takes a whole number from 1 to 65536")]
    [InlineData("--repetitions", "many", "--repetitions 'many'\n  rule  --repetitions takes a whole number from 1 to 10000")]
    public void A_number_that_makes_no_sense_is_refused(string option, string value, string text)
    {
        Ended ended = Cli.Run("profile", "lenet5", option, value);
        Assert.Equal(2, ended.Code);
        Assert.Contains(text, ended.Error);
    }

    [Fact]
    public void A_network_that_is_not_known_is_spelled_right()
    {
        Ended ended = Cli.Run("profile", "lenet");
        Assert.Equal(2, ended.Code);
        Assert.Contains("there is no network 'lenet'; did you mean 'lenet5'?", ended.Error);
    }

    [Fact]
    public void A_plan_that_does_not_fit_into_memory_is_refused_with_a_batch_that_does()
    {
        using Model model = Fovea.Model.Parse(Net, name: "wide");
        var options = new ProfileOptions { Batch = 4096 };
        long needed = Plan.MeasureBytes(model.Graph, options.PlanFor(model));
        var refused = Assert.Throws<LimitException>(() => ProfileVerb.Check(model, options, needed / 2));
        Assert.Matches(@"^profiling wide at batch 4096 needs \d\.\d GB of memory, \d\.\d GB are there\n  rule  activations of a batch are in memory together\n  help  --batch 2048 would fit$", refused.Message);
        Assert.Equal(4, Failure.Of(refused).Code);
    }

    // Numbers with the blanks before them, behind what stays: names, sizes and reasons.
    private static string Masked(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0] = Number().Replace(Kernels().Replace(lines[0], "X kernels"), "#");
        for (int i = 1; i < 3; i++) lines[i] = Number().Replace(lines[i], "#");
        for (int i = 3; i < lines.Length; i++) lines[i] = Measured().Replace(lines[i], m => Blanks().Replace(Number().Replace(m.Value, "#"), " "));
        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(" +")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\w+ kernels")]
    private static partial Regex Kernels();

    [GeneratedRegex(@" +\d+\.\d{3} +\d+\.\d%.*$")]
    private static partial Regex Measured();
}
