using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Fovea.Data;

/// <summary>Fetches a file whose length and hash are known, continuing where an earlier attempt stopped.</summary>
/// <remarks>Bytes go to NAME.part; only a file with the right hash gets its name, by a rename.</remarks>
internal sealed class Downloader : IDisposable
{
    private const int Attempts = 5;
    private readonly HttpClient http;
    private readonly TimeSpan silence;

    /// <param name="silence">How long a server may send nothing; 30 seconds by default.</param>
    public Downloader(TimeSpan? silence = null)
    {
        this.silence = silence ?? TimeSpan.FromSeconds(30);
        http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15), AutomaticDecompression = DecompressionMethods.None })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("fovea/0.1");
    }

    /// <summary>Fetches one file from the first address that delivers the right bytes.</summary>
    public void Get(string[] addresses, string target, long bytes, string sha256, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        string part = target + ".part";
        var failures = new List<string>();
        foreach (string address in addresses)
        {
            if (!TryFetch(address, part, bytes, progress, failures, cancel)) continue;
            string found = Hash(part);
            if (found == sha256)
            {
                File.Move(part, target, overwrite: true);
                return;
            }
            // What is there is wrong from some byte on that nobody knows: begin again.
            File.Delete(part);
            failures.Add($"{address}: the file has SHA-256 {found}, expected is {sha256}");
        }
        throw new DownloadException(Path.GetFileName(target), "cannot be downloaded\n    " + string.Join("\n    ", failures),
            "without a network, copy the files into a folder and give it with --from FOLDER");
    }

    public void Dispose() => http.Dispose();

    private bool TryFetch(string address, string part, long bytes, IProgress<DownloadProgress>? progress, List<string> failures, CancellationToken cancel)
    {
        string failure = "";
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            cancel.ThrowIfCancellationRequested();
            long before = Length(part);
            if (before > bytes)
            {
                File.Delete(part);
                before = 0;
            }
            if (before == bytes && bytes > 0) return true;
            try
            {
                Fetch(address, part, before, bytes, progress, cancel);
                if (Length(part) == bytes) return true;
                failure = $"{Length(part):N0} of {bytes:N0} bytes arrived";
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancel.IsCancellationRequested)
            {
                failure = e is OperationCanceledException ? $"nothing arrived for {silence.TotalSeconds:0} seconds" : e.Message;
            }
            // Another attempt is worth it while something arrives, and after a part that the server could not continue.
            long after = Length(part);
            if (after <= before && !(before > 0 && after == 0)) break;
        }
        failures.Add($"{address}: {failure}");
        return false;
    }

    private void Fetch(string address, string part, long from, long bytes, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(silence);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (from > 0) request.Headers.Range = new RangeHeaderValue(from, null);
        using HttpResponseMessage response = http.Send(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        bool continues = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == from;
        if (!continues && response.StatusCode != HttpStatusCode.OK)
        {
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable) File.Delete(part);
            throw new HttpRequestException($"the server answers {(int)response.StatusCode} {response.ReasonPhrase}");
        }
        using Stream body = response.Content.ReadAsStream(patience.Token);
        using CancellationTokenRegistration closing = patience.Token.UnsafeRegister(static b => ((Stream)b!).Dispose(), body);
        using var file = new FileStream(part, continues ? FileMode.Append : FileMode.Create, FileAccess.Write);
        var buffer = new byte[1 << 16];
        long received = continues ? from : 0;
        while (true)
        {
            int n;
            try
            {
                n = body.Read(buffer);
            }
            catch (Exception) when (patience.IsCancellationRequested)
            {
                throw new OperationCanceledException(patience.Token);
            }
            if (n == 0) break;
            received += n;
            if (received > bytes) throw new IOException($"the server sends more than the {bytes:N0} bytes that the file has");
            file.Write(buffer, 0, n);
            patience.CancelAfter(silence);
            progress?.Report(new DownloadProgress(Path.GetFileNameWithoutExtension(part), received, bytes));
        }
        cancel.ThrowIfCancellationRequested();
        file.Flush(true);
    }

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private static string Hash(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}

/// <summary>How far a download is.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Received">Bytes so far, those of earlier attempts included.</param>
/// <param name="Total">All bytes.</param>
public readonly record struct DownloadProgress(string File, long Received, long Total);

/// <summary>A file could not be downloaded from any address.</summary>
public sealed class DownloadException : DataException
{
    /// <summary>An error about one file.</summary>
    public DownloadException(string subject, string problem, string? help = null, Exception? inner = null)
        : base(subject, problem, help, inner)
    {
    }
}
