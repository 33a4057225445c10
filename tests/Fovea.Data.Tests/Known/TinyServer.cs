using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fovea.Data.Tests;

/// <summary>An HTTP server for a handful of answers on 127.0.0.1. Each connection serves one request.</summary>
public sealed class TinyServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Thread thread;
    private readonly Func<string, long, (string Status, string Headers, byte[] Body, int Send)> answer;

    /// <param name="answer">From path and range start (−1 for none) to status line, extra headers, body, and how many of its bytes are sent before hanging up.</param>
    public TinyServer(Func<string, long, (string Status, string Headers, byte[] Body, int Send)> answer)
    {
        this.answer = answer;
        listener.Start();
        thread = new Thread(Serve) { IsBackground = true };
        thread.Start();
    }

    public List<string> Requests { get; } = [];

    public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/";

    /// <summary>Serves one file, with ranges; each answer may stop after some bytes.</summary>
    public static TinyServer File(byte[] content, int hangUpAfter = int.MaxValue, bool ranges = true) => new((_, from) =>
    {
        if (from > content.Length) return ("416 Range Not Satisfiable", "", [], 0);
        bool part = from >= 0 && ranges;
        byte[] body = part ? content[(int)from..] : content;
        return (part ? "206 Partial Content" : "200 OK", part ? $"Content-Range: bytes {from}-{content.Length - 1}/{content.Length}\r\n" : "", body, hangUpAfter);
    });

    public void Dispose()
    {
        listener.Stop();
        thread.Join();
    }

    private void Serve()
    {
        while (true)
        {
            try
            {
                using TcpClient client = listener.AcceptTcpClient();
                using NetworkStream stream = client.GetStream();
                var head = new StringBuilder();
                while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                {
                    int b = stream.ReadByte();
                    if (b < 0) break;
                    head.Append((char)b);
                }
                string[] lines = head.ToString().Split("\r\n");
                string? range = lines.FirstOrDefault(l => l.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase));
                long from = range is null ? -1 : long.Parse(range["Range: bytes=".Length..].TrimEnd('-'));
                string path = lines[0].Split(' ') is { Length: > 1 } parts ? parts[1] : "";
                lock (Requests) Requests.Add(from < 0 ? path : $"{path} from {from}");
                var (status, headers, body, send) = answer(path, from);
                stream.Write(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{headers}\r\n"));
                stream.Write(body.AsSpan(0, Math.Min(send, body.Length)));
            }
            catch (IOException)
            {
                // The client went away.
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }
}
