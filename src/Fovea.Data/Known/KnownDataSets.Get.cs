using System.IO.Compression;
using System.Security.Cryptography;

namespace Fovea.Data;

public static partial class KnownDataSets
{
    /// <summary>Puts a known set into a folder of its own, verified by hash, and returns that folder for <see cref="DataSets.Open"/>.</summary>
    /// <param name="name">One of the known names.</param>
    /// <param name="folder">The folder of data sets; the set goes into a folder named like itself.</param>
    /// <param name="from">Take the files from this folder and use no network.</param>
    /// <param name="progress">Bytes received.</param>
    /// <param name="cancel">Stops; what was received is kept and continued next time.</param>
    /// <exception cref="DatasetException">Unknown name, or files that are missing in <paramref name="from"/> or are not the right ones.</exception>
    /// <exception cref="DownloadException">No address delivered the right file.</exception>
    public static string Get(string name, string folder, string? from = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancel = default)
    {
        using var downloader = new Downloader();
        return Get(Find(name), folder, from, downloader, progress, cancel);
    }

    internal static string Get(KnownDataSet set, string folder, string? from, Downloader downloader, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        string target = Path.Combine(folder, set.Name);
        Directory.CreateDirectory(target);
        if (set.Files.Length == 0) CopySample(target);
        foreach (KnownFile file in set.Files)
        {
            cancel.ThrowIfCancellationRequested();
            if (IsThere(file, target)) continue;
            if (from is not null) Take(file, from, target);
            else downloader.Get(file.Addresses, Path.Combine(target, file.Name), file.Bytes, file.Sha256, progress, cancel);
            Unpack(file, target);
        }
        AtomicFile.Write(Path.Combine(target, "classes.txt"), s => s.Write(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', set.Classes) + "\n")));
        return target;
    }

    private static bool IsArchive(KnownFile file) => file.Name.EndsWith(".tar.gz", StringComparison.Ordinal);

    // A gzip file stays as it is, or its content lies there; an archive is there when its contents are.
    private static bool IsThere(KnownFile file, string target)
        => (!IsArchive(file) && Matches(Path.Combine(target, file.Name), file.Bytes, file.Sha256))
           || file.Contents.All(c => Matches(Path.Combine(target, c.Name), c.Bytes, c.Sha256))
           || (!IsArchive(file) && PackedContent(Path.Combine(target, file.Name), file.Contents[0]) is not null);

    private static void Take(KnownFile file, string from, string target)
    {
        if (!Directory.Exists(from)) throw new DatasetException(from, "no such folder", "give the folder that holds the files");
        string[] folders = [from, .. Directory.EnumerateDirectories(from).Order(StringComparer.Ordinal)];
        string? seen = null;
        foreach (string folder in folders)
        {
            string whole = Path.Combine(folder, file.Name);
            if (File.Exists(whole))
            {
                seen = whole;
                if (Matches(whole, file.Bytes, file.Sha256) || (!IsArchive(file) && PackedContent(whole, file.Contents[0]) is not null))
                {
                    Copy(whole, Path.Combine(target, file.Name));
                    return;
                }
            }
            string?[] parts = [.. file.Contents.Select(c => Spellings(c.Name).Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists))];
            if (parts.Any(p => p is null)) continue;
            int wrong = Array.FindIndex(parts, p => !Matches(p!, file.Contents[Array.IndexOf(parts, p)].Bytes, file.Contents[Array.IndexOf(parts, p)].Sha256));
            if (wrong >= 0)
            {
                seen = parts[wrong];
                continue;
            }
            for (int i = 0; i < parts.Length; i++) Copy(parts[i]!, Path.Combine(target, file.Contents[i].Name));
            return;
        }
        string names = IsArchive(file) ? $"{file.Name}, or {string.Join(", ", file.Contents.Select(c => c.Name))}" : $"{file.Name} or {file.Contents[0].Name}";
        throw seen is null
            ? new DatasetException(from, $"{file.Name} is not here", $"put {names} into this folder; they come from {file.Addresses[0]}")
            : new DatasetException(seen, $"this is not the published file: {new FileInfo(seen).Length:N0} bytes with SHA-256 {Hash(seen)}; expected are {file.Bytes:N0} bytes with {file.Sha256}",
                $"take it from {file.Addresses[0]}");
    }

    private static IEnumerable<string> Spellings(string name) => [name, name.Replace("-idx", ".idx"), name + ".bin"];

    private static void Unpack(KnownFile file, string target)
    {
        string archive = Path.Combine(target, file.Name);
        if (!IsArchive(file) || !File.Exists(archive)) return;
        using (TarEntries entries = TarEntries.OpenGzip(archive))
            for (int i = 0; i < entries.Names.Count; i++)
            {
                // Only the last part of a name is used: nothing can leave the folder.
                string name = Path.GetFileName(entries.Names[i]);
                if (!file.Contents.Any(c => c.Name == name) && Path.GetExtension(name) != ".txt") continue;
                byte[] bytes = entries.Read(i, TarEntries.UnpackedLimit);
                AtomicFile.Write(Path.Combine(target, name), s => s.Write(bytes));
            }
        if (!file.Contents.All(c => Matches(Path.Combine(target, c.Name), c.Bytes, c.Sha256)))
            throw new DatasetException(archive, $"the archive does not hold the right {string.Join(", ", file.Contents.Select(c => c.Name))}", "delete it and get it again");
        File.Delete(archive);
    }

    private static void CopySample(string target)
    {
        foreach (string file in Directory.EnumerateFiles(SampleData.Folder)) Copy(file, Path.Combine(target, Path.GetFileName(file)));
    }

    private static void Copy(string source, string target)
    {
        if (Path.GetFullPath(source) == Path.GetFullPath(target)) return;
        using FileStream from = File.OpenRead(source);
        AtomicFile.Write(target, from.CopyTo);
    }

    private static bool Matches(string path, long bytes, string sha256) => File.Exists(path) && new FileInfo(path).Length == bytes && Hash(path) == sha256;

    // Debian and others pack the same content again: the gzip differs, what is inside does not.
    private static string? PackedContent(string path, KnownContent content)
    {
        if (!File.Exists(path)) return null;
        try
        {
            using FileStream file = File.OpenRead(path);
            using var unzip = new GZipStream(file, CompressionMode.Decompress);
            byte[] bytes = BoundedRead.All(unzip, content.Bytes, content.Bytes, path);
            return bytes.LongLength == content.Bytes && Convert.ToHexStringLower(SHA256.HashData(bytes)) == content.Sha256 ? path : null;
        }
        catch (Exception e) when (e is InvalidDataException or ImageException)
        {
            return null;
        }
    }

    private static string Hash(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
