namespace Fovea.Cli.Tests;

/// <summary>ONNX files in the place of models.</summary>
public sealed class OnnxModelTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Onnx(out string model)
    {
        model = Small.Model(folder);
        string file = folder["small.onnx"];
        Assert.Equal(0, Cli.Run("convert", model, "--to", file).Code);
        return file;
    }

    [Fact]
    public void An_ONNX_file_answers_as_the_model_that_it_was_made_of()
    {
        string file = Onnx(out string model), image = folder.Write("a.png", Small.Picture(true, 1).ToPng()), data = Small.Folder(folder);
        Assert.Equal(Cli.Run("predict", model, image).Out, Cli.Run("predict", file, image).Out);
        Assert.Equal(Cli.Run("eval", model, data, "--json").Json.GetProperty("accuracy").GetRawText(), Cli.Run("eval", file, data, "--json").Json.GetProperty("accuracy").GetRawText());
        foreach (string verb in (string[])["summary", "lint", "field"]) Assert.Equal(Cli.Run(verb, model).Code, Cli.Run(verb, file).Code);
        Assert.Equal(0, Cli.Run("explain", file, image, "--out", folder["why"]).Code);
        Assert.Equal(0, Cli.Run("profile", file, "--batch", "1", "--repetitions", "1").Code);
    }

    [Fact]
    public void It_says_how_it_was_read()
    {
        Ended ended = Cli.Run("summary", Onnx(out _));
        Assert.StartsWith("note  small.onnx: opset 18: ", ended.Error);
        Assert.Contains("that only move elements", ended.Error);
    }

    [Fact]
    public void It_becomes_a_model_of_Foveas()
    {
        string file = Onnx(out string model), again = folder["again.safetensors"], image = folder.Write("a.png", Small.Picture(true, 1).ToPng());
        Assert.Equal(0, Cli.Run("convert", file, "--to", again).Code);
        Assert.Equal(Cli.Run("predict", model, image).Out, Cli.Run("predict", again, image).Out);
    }

    [Fact]
    public void Labels_come_from_a_file()
    {
        string file = Onnx(out _), image = folder.Write("a.png", Small.Picture(true, 1).ToPng());
        string one = folder.Write("one.txt", "only"u8.ToArray());
        Ended ended = Cli.Run("predict", file, image, "--labels", one);
        Assert.Equal(3, ended.Code);
        Assert.Contains("1 labels for a network of ", ended.Error);
    }

    [Fact]
    public void What_a_model_file_says_itself_is_not_said_again()
    {
        Ended ended = Cli.Run("predict", Small.Model(folder), "a.png", "--mean", "0.5");
        Assert.Equal(2, ended.Code);
        Assert.Equal("fovea: --mean is for ONNX files\n  rule  a .safetensors file brings its preprocessing and labels\n  help  leave it out\n", ended.Error);
    }

    [Fact]
    public void A_broken_file_is_bad_input()
    {
        Ended ended = Cli.Run("lint", folder.Write("broken.onnx", [8, 7, 6, 5, 4, 3]));
        Assert.Equal(3, ended.Code);
        Assert.Contains("broken.onnx", ended.Error);
    }
}
