using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fovea.Cli.Tests;

/// <summary><c>fovea doctor</c>: what it prints, writes and answers to scripts.</summary>
public sealed partial class DoctorTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Text_with_its_measurements_masked_is_the_stored_one()
    {
        Ended ended = Cli.Run("doctor", Small.Net, Small.Folder(folder, 48), "--quick", "--threads", "1");
        Assert.Equal((0, ""), (ended.Code, ended.Error));
        Assert.Equal("""
            net on pairs: # training, # validation images, # classes
            ok labels # classes with # to # training images; always the same answer is right for # %; worth knowing: few images of a class [DAT#]
            ok copies no copy across # splits among # images, pixel for pixel
            ok inputs after preprocessing the training images have mean # and deviation #
            ok output # logits from dense# for # classes
            – answers an untrained network
            ok first loss # ± # on # images, ln # = #; worth knowing: first loss far from ln C [INI#]
            ok signal gradient norms from # (conv#) to # (dense#); # of # ReLU units dead on # images
            ok gradients relative error # against differences of the loss in double (# directions, worst X), # of the plan in single precision (worst X)
            ok rate the loss falls from # on, is lowest at #; the chosen rate is #
            ok overfit # % of # images right and a loss of # after # steps
            ok learns # % of # unseen images right (# %: # … #) after # steps; always the same answer has # %
            ok shuffled # % of # unseen images right (# %: # … #) after # steps; chance has at most # %; loss #, knowing nothing has #
            – modes without batch norm both are the same but for dropout
            verdict healthy: # of # examinations found nothing
            first train it; learning rates from # to # make the loss fall
            """.ReplaceLineEndings("\n"), Masked(ended.Out));
    }

    [Fact]
    public void A_fault_ends_with_exit_code_9_and_says_what_to_do_first()
    {
        Ended ended = Cli.Run("doctor", Small.Net + " | softmax", Small.Folder(folder, 20), "--quick");
        Assert.Equal((9, ""), (ended.Code, ended.Error));
        Assert.Contains("BROKEN  output      it ends in softmax", ended.Out);
        Assert.Contains("\nfirst    output: remove softmax1: end with the last dense layer\n", ended.Out);
    }

    [Theory]
    [InlineData("never", 0)]
    [InlineData("broken", 9)]
    public void What_counts_as_a_failure_can_be_chosen(string word, int code)
        => Assert.Equal(code, Cli.Run("doctor", Small.Net, Small.Folder(folder, 20), "--quick", "--lr", "10", "--fail-on", word).Code);

    [Fact]
    public void A_doubt_is_a_failure_when_it_is_asked_for()
    {
        string data = Small.Folder(folder, 48);
        string[] line = ["doctor", Small.Net, data, "--quick", "--mean", "0", "--std", "1"];
        Assert.Equal(0, Cli.Run(line).Code);
        Assert.Equal(9, Cli.Run([.. line, "--fail-on", "doubtful"]).Code);
    }

    [Fact]
    public void Json_has_the_documented_members()
    {
        JsonElement json = Cli.Run("doctor", Small.Net, Small.Folder(folder, 48), "--quick", "--json").Json;
        Assert.Equal(["name", "data", "worst", "verdict", "first", "checks", "rates", "seconds"], json.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["labels", "copies", "inputs", "output", "answers", "first loss", "signal", "gradients", "rate", "overfit", "learns", "shuffled", "modes"],
            json.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("check").GetString()));
        Assert.Equal(["name", "value", "unit"], json.GetProperty("checks")[0].GetProperty("numbers")[0].EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void A_folder_takes_page_picture_and_numbers()
    {
        Ended ended = Cli.Run("doctor", Small.Net, Small.Folder(folder, 48), "--quick", "--out", folder["doc"]);
        Assert.Equal(0, ended.Code);
        foreach (string file in new[] { "doctor.html", "doctor.json", "rates.png", "rates.svg" })
        {
            Assert.True(new FileInfo(folder[$"doc/{file}"]).Length > 500, file);
            Assert.Contains($"\n{folder["doc"]}/{file}\n", ended.Out);
        }
        Assert.Contains("Can the network learn eight images by heart?", File.ReadAllText(folder["doc/doctor.html"]));
    }

    [Fact]
    public void A_model_file_is_examined_with_its_own_preprocessing()
    {
        Ended ended = Cli.Run("doctor", Small.Model(folder), Small.Folder(folder, 48), "--quick");
        Assert.Contains("it is taken as untrained", ended.Out.ReplaceLineEndings(" ").Replace("                     ", "", StringComparison.Ordinal));
        Assert.Contains("after preprocessing the training images have mean ", ended.Out);
        Assert.DoesNotContain("mean 0.00 and deviation 1.00", ended.Out);
    }

    [Theory]
    [InlineData("--fail-on", "always", "--fail-on takes one of doubtful, broken, never")]
    [InlineData("--lr", "-1", "--lr takes a number, at least 0")]
    [InlineData("--mean", "0.5", "--mean and --std go together")]
    public void An_option_that_makes_no_sense_is_refused(string option, string value, string text)
    {
        Ended ended = Cli.Run("doctor", Small.Net, Small.Folder(folder, 8), option, value);
        Assert.Equal(2, ended.Code);
        Assert.Contains(text, ended.Error);
    }

    [Fact]
    public void Data_that_is_not_there_is_bad_input()
        => Assert.Equal(3, Cli.Run("doctor", Small.Net, folder["nothing"]).Code);

    // Lines are joined first: where they break depends on the numbers.
    private static string Masked(string text)
    {
        string[] lines = Broken().Replace(text, " ").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < lines.Length; i++) lines[i] = Blanks().Replace(Number().Replace(Worst().Replace(lines[i], "worst X"), "#"), " ");
        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"\n {9,}")]
    private static partial Regex Broken();

    [GeneratedRegex(@"-?\d[\d,]*(\.\d+)?([eE][+-]?\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(" +")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"worst [\w.]+")]
    private static partial Regex Worst();
}
