using System.Security.Cryptography;

namespace Fovea.Data.Tests;

public sealed class DownloaderTests : IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31 >> 3))];
    private static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(Content));
    private readonly TempFolder folder = new();
    private readonly Downloader downloader = new(TimeSpan.FromSeconds(20));

    private string Target => folder["f.bin"];

    public void Dispose()
    {
        downloader.Dispose();
        folder.Dispose();
    }

    private void Get(params string[] addresses) => downloader.Get(addresses, Target, Content.Length, Sha256, null, default);

    [Fact]
    public void File_arrives_whole_and_under_its_name()
    {
        using TinyServer server = TinyServer.File(Content);
        var seen = new Recorder();
        downloader.Get([server.Address + "f"], Target, Content.Length, Sha256, seen, default);
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.False(File.Exists(Target + ".part"));
        Assert.Equal(new DownloadProgress("f.bin", Content.Length, Content.Length), seen.Last);
        Assert.Equal(["/f"], server.Requests);
    }

    [Fact]
    public void Broken_connection_continues_where_it_stopped()
    {
        using TinyServer server = TinyServer.File(Content, hangUpAfter: 120_000);
        Get(server.Address + "f");
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.True(server.Requests.Count >= 3);
        Assert.All(server.Requests.Skip(1), r => Assert.Contains(" from ", r));
    }

    [Fact]
    public void Earlier_part_is_used()
    {
        File.WriteAllBytes(Target + ".part", Content[..200_000]);
        using TinyServer server = TinyServer.File(Content);
        Get(server.Address + "f");
        Assert.Equal(["/f from 200000"], server.Requests);
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public void Server_without_ranges_begins_again()
    {
        File.WriteAllBytes(Target + ".part", new byte[1000]);
        using TinyServer server = TinyServer.File(Content, ranges: false);
        Get(server.Address + "f");
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public void Part_that_the_server_refuses_to_continue_is_thrown_away()
    {
        File.WriteAllBytes(Target + ".part", new byte[1000]);
        using var server = new TinyServer((_, from) => from > 0 ? ("416 Range Not Satisfiable", "", [], 0) : ("200 OK", "", Content, int.MaxValue));
        Get(server.Address + "f");
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public void Wrong_hash_leaves_nothing_and_says_both()
    {
        byte[] other = [.. Content];
        other[7] ^= 1;
        using TinyServer server = TinyServer.File(other);
        var error = Assert.Throws<DownloadException>(() => Get(server.Address + "f"));
        Assert.Equal($"f.bin: cannot be downloaded\n    {server.Address}f: the file has SHA-256 {Convert.ToHexStringLower(SHA256.HashData(other))}, expected is {Sha256}"
            + "\n  help  without a network, copy the files into a folder and give it with --from FOLDER", error.Message);
        Assert.Empty(Directory.EnumerateFiles(folder.Path));
    }

    [Fact]
    public void Mirror_helps_out()
    {
        using var broken = new TinyServer((_, _) => ("404 Not Found", "", [], 0));
        using TinyServer good = TinyServer.File(Content);
        Get(broken.Address + "f", "http://127.0.0.1:1/none", good.Address + "f");
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public void Every_address_that_failed_is_listed_with_its_reason()
    {
        using var broken = new TinyServer((_, _) => ("404 Not Found", "", [], 0));
        string message = Assert.Throws<DownloadException>(() => Get(broken.Address + "f", "http://127.0.0.1:1/none")).Message;
        Assert.Contains($"{broken.Address}f: the server answers 404 Not Found", message);
        Assert.Contains("http://127.0.0.1:1/none: ", message);
    }

    [Fact]
    public void More_bytes_than_announced_are_not_stored()
    {
        using TinyServer server = TinyServer.File([.. Content, .. new byte[5_000_000]]);
        Assert.Throws<DownloadException>(() => Get(server.Address + "f"));
        Assert.All(Directory.EnumerateFiles(folder.Path), f => Assert.True(new FileInfo(f).Length <= Content.Length));
    }

    [Fact]
    public void Silent_server_is_given_up()
    {
        using var impatient = new Downloader(TimeSpan.FromMilliseconds(200));
        using var gate = new ManualResetEventSlim();
        using var server = new TinyServer((_, _) =>
        {
            gate.Wait(10_000);
            return ("200 OK", "", [], 0);
        });
        string message = Assert.Throws<DownloadException>(() => impatient.Get([server.Address], Target, 10, Sha256, null, default)).Message;
        gate.Set();
        Assert.Contains("nothing arrived for 0 seconds", message);
    }

    [Fact]
    public void Cancelled_download_keeps_its_part()
    {
        File.WriteAllBytes(Target + ".part", Content[..1000]);
        using TinyServer server = TinyServer.File(Content);
        Assert.ThrowsAny<OperationCanceledException>(() => downloader.Get([server.Address], Target, Content.Length, Sha256, null, new CancellationToken(true)));
        Assert.Equal(1000, new FileInfo(Target + ".part").Length);
    }

    private sealed class Recorder : IProgress<DownloadProgress>
    {
        public DownloadProgress Last { get; private set; }

        public void Report(DownloadProgress value) => Last = value;
    }
}
