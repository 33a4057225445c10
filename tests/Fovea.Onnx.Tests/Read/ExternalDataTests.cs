using System.Diagnostics;
using Fovea.Fuzz;
using static Fovea.Onnx.Tests.Files;

namespace Fovea.Onnx.Tests;

/// <summary>Tensors in files beside the model: read where they belong to it, refused wherever else they point.</summary>
public sealed class ExternalDataTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("fovea-external-").FullName;

    private string Folder => Directory.CreateDirectory(Path.Combine(root, "model")).FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    private static byte[] Beside(string location, params (string Key, string Value)[] more) => Weight(t => Place(t.Number(1, 2).Number(2, 1), location, more));

    private static void Place(Wire tensor, string location, params (string Key, string Value)[] more)
    {
        tensor.Number(14, 1);
        if (location.Length > 0) tensor.Message(13, e => e.Text(1, "location").Text(2, location));
        foreach ((string key, string value) in more) tensor.Message(13, e => e.Text(1, key).Text(2, value));
    }

    private OnnxGraph Read(byte[] model)
    {
        string path = Path.Combine(Folder, "net.onnx");
        File.WriteAllBytes(path, model);
        return OnnxReader.Read(path);
    }

    private void Refused(string what, byte[] model)
    {
        var e = Assert.Throws<ModelFileException>(() => Read(model));
        Refusals.Check(what, e.Message.Replace(Path.Combine(Folder, "net.onnx") + ": ", "", StringComparison.Ordinal));
    }

    private void Values(string name, int count = 2)
    {
        string path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, [.. Enumerable.Range(1, count).SelectMany(i => BitConverter.GetBytes((float)i))]);
    }

    [Fact]
    public void Values_beside_the_model_are_read()
    {
        Values("w.bin", 4);
        Assert.Equal([1f, 2f], Read(Beside("w.bin")).Initializers["w"].As<float>());
        Assert.Equal([3f, 4f], Read(Beside("./w.bin", ("offset", "8"), ("length", "8"), ("checksum", "0"))).Initializers["w"].As<float>());
        Values("parts/w.bin");
        Assert.Equal([1f, 2f], Read(Beside("parts/w.bin")).Initializers["w"].As<float>());
    }

    [Fact]
    public void Many_tensors_share_a_file_and_halves_are_read_too()
    {
        Values("a.bin", 4);
        Values("b.bin", 2);
        OnnxGraph graph = Read(Sound(g =>
        {
            g.Message(5, t => Place(t.Text(8, "a1").Number(1, 2).Number(2, 1), "a.bin"));
            g.Message(5, t => Place(t.Text(8, "b1").Number(1, 1).Number(2, 16), "b.bin", ("offset", "2")));
            g.Message(5, t => Place(t.Text(8, "a2").Number(1, 2).Number(2, 1), "a.bin", ("offset", "8")));
        }));
        Assert.Equal([1f, 2f, 3f, 4f, 1f], [.. graph.Initializers["a1"].As<float>(), .. graph.Initializers["a2"].As<float>(), .. graph.Initializers["b1"].ToFloats()]);
    }

    public static TheoryData<string, string> Outside => new()
    {
        { "a place above the folder", "../../etc/passwd" },
        { "a place above the folder, further down", "a/../../passwd" },
        { "an absolute place", "/etc/passwd" },
        { "a place above the folder, with backslashes", "..\\..\\passwd" },
        { "a place on a drive", "C:/windows/win.ini" },
        { "a place with NUL", "w.bin\0.png" },
        { "a place with nothing between slashes", "a//w.bin" },
        { "the folder itself", "." },
    };

    [Theory]
    [MemberData(nameof(Outside))]
    public void A_place_outside_the_folder_is_refused(string what, string location) => Refused(what, Beside(location));

    [Fact]
    public void Words_that_make_no_sense_are_refused()
    {
        Values("w.bin");
        Refused("external data without a place", Beside(""));
        Refused("an unknown key", Beside("w.bin", ("__class__", "os.system")));
        Refused("a key twice", Beside("w.bin", ("location", "v.bin")));
        Refused("a negative offset", Beside("w.bin", ("offset", "-1")));
        Refused("an offset of 2^64", Beside("w.bin", ("offset", "18446744073709551616")));
        Refused("an offset past the end", Beside("w.bin", ("offset", "9223372036854775807")));
        Refused("a tensor that reaches past the end", Beside("w.bin", ("offset", "4")));
        Refused("a length of 1 PB", Beside("w.bin", ("length", "1125899906842624")));
        Refused("external data without the mark", Weight(t => t.Number(1, 1).Number(2, 1).Message(13, e => e.Text(1, "location").Text(2, "w.bin")).Bytes(9, new byte[4])));
        Refused("external data and raw data", Weight(t => Place(t.Number(1, 1).Number(2, 1).Bytes(9, new byte[4]), "w.bin")));
        Refused("external texts", Sound(g => g.Node("Constant", [], ["c"], n => n.Message(5, a => a.Text(1, "value").Number(20, 4).Message(5, t => Place(t.Number(1, 1).Number(2, 8), "w.bin"))))));
        Refused("external dims that overflow", Weight(t => Place(t.Number(1, 1 << 20).Number(1, 1 << 20).Number(2, 1), "w.bin")));
        Refused("a small file read again and again", Sound(g =>
        {
            for (int i = 0; i < 3; i++) g.Message(5, t => Place(t.Text(8, $"w{i}").Number(1, 2).Number(2, 1), "w.bin"));
        }));
    }

    [Fact]
    public void What_is_no_regular_file_of_one_name_is_refused()
    {
        File.WriteAllBytes(Path.Combine(root, "secret"), new byte[100]);
        Refused("a missing file", Beside("w.bin"));
        Refused("a missing folder", Beside("parts/w.bin"));
        Directory.CreateDirectory(Path.Combine(Folder, "d"));
        Refused("a folder", Beside("d"));
        File.CreateSymbolicLink(Path.Combine(Folder, "link"), Path.Combine(root, "secret"));
        Refused("a symbolic link", Beside("link"));
        File.CreateSymbolicLink(Path.Combine(Folder, "up"), root);
        Refused("a symbolic link on the way", Beside("up/secret"));
        File.CreateSymbolicLink(Path.Combine(Folder, "zero"), "/dev/zero");
        Refused("a symbolic link to a device", Beside("zero"));
        File.CreateSymbolicLink(Path.Combine(Folder, "nowhere"), "/does/not/exist");
        Refused("a symbolic link to nothing", Beside("nowhere"));
        Values("w.bin");
        Refused("a file as a folder", Beside("w.bin/x"));
        Run("ln", Path.Combine(root, "secret"), Path.Combine(Folder, "second"));
        Refused("a hard link", Beside("second"));
        Run("mkfifo", Path.Combine(Folder, "pipe"));
        Refused("a pipe", Beside("pipe"));
    }

    [Fact]
    public void A_model_without_a_folder_has_nothing_beside_it() => Files.Refused("external data of a model in memory", Beside("w.bin"));

    [Fact]
    public void A_pipe_as_the_model_is_refused_without_waiting()
    {
        string pipe = Path.Combine(Folder, "net.onnx");
        Run("mkfifo", pipe);
        Assert.StartsWith($"{pipe}: holds 0 bytes", Assert.Throws<ModelFileException>(() => OnnxReader.Read(pipe)).Message, StringComparison.Ordinal);
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
