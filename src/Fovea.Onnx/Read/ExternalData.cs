using Microsoft.Win32.SafeHandles;

namespace Fovea.Onnx;

/// <summary>The files beside a model that hold its larger tensors. They are read only where they are what they seem.</summary>
/// <remarks>
/// A path below the model's folder, no symbolic link on the way, a regular file that has no second name (hard link), and the file
/// that was opened is the one that was looked at. Bytes are asked for only where the file has them, and a file is read at most
/// twice over, so that a small file cannot fill the memory.
/// Source: ONNX, docs/ExternalDataSecurity.md.
/// </remarks>
internal sealed class ExternalData(string? folder, OnnxErrors errors) : IDisposable
{
    private readonly Dictionary<string, long> used = new(StringComparer.Ordinal);
    private SafeFileHandle? open;
    private string? location;

    /// <summary>Opens the file of a tensor and checks that the tensor lies inside it.</summary>
    /// <exception cref="ModelFileException">It does not, or the file is not to be trusted.</exception>
    public void Open(TensorPlace where, ExternalPlace place)
    {
        if (folder is null)
            errors.Refuse($"{where} lies beside the file in {Spelling.Quoted(place.Location)}, but the model was not read from a folder", "tensors beside the file are read where the model is given by its path",
                "give the path of the .onnx file, or save the model as one file");
        if (location != place.Location)
        {
            Dispose();
            open = OpenFile(where, folder!, place.Location);
            location = place.Location;
        }
        long length = RandomAccess.GetLength(open!);
        if (place.Offset > length || place.Bytes > length - place.Offset)
            errors.Refuse(OnnxErrors.Text($"{where}: bytes {place.Offset:N0} … {(Int128)place.Offset + place.Bytes:N0} of {Spelling.Quoted(place.Location)}, which has {length:N0}"), "offset + length ≤ bytes of the file",
                "the file is cut off or belongs to another model; copy both again");
        long before = used.GetValueOrDefault(place.Location);
        if (place.Bytes > 2 * (Int128)length - before)
            errors.Refuse($"the tensors in {Spelling.Quoted(place.Location)} take more than twice its bytes", "tensors beside the file do not share their bytes");
        used[place.Location] = before + place.Bytes;
    }

    /// <summary>Reads a tensor of the file that was opened for it.</summary>
    /// <exception cref="ModelFileException">The file became shorter.</exception>
    public void Read(TensorPlace where, ExternalPlace place, Span<byte> bytes)
    {
        for (int done = 0; done < bytes.Length;)
        {
            int read = RandomAccess.Read(open!, bytes[done..], place.Offset + done);
            if (read == 0) errors.Refuse($"{where}: {Spelling.Quoted(place.Location)} ended while it was read", "the file keeps its length while it is open", "it was changed by another program; read it again");
            done += read;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        open?.Dispose();
        open = null;
        location = null;
    }

    private SafeFileHandle OpenFile(TensorPlace where, string folder, string below)
    {
        string path = folder;
        string[] steps = below.Split('/');
        for (int i = 0; i < steps.Length; i++)
        {
            path = Path.Combine(path, steps[i]);
            var info = new FileInfo(path);
            if (info.LinkTarget is not null)
                errors.Refuse($"{where}: {Spelling.Quoted(string.Join('/', steps[..(i + 1)]))} is a symbolic link", "external data is reached without symbolic links", "copy the folder with its links resolved: cp -rL");
            if (i < steps.Length - 1 ? !Directory.Exists(path) : !info.Exists && !Directory.Exists(path))
                errors.Refuse($"{where}: the file {Spelling.Quoted(below)} that holds its values is missing", "files that hold a model's tensors lie in its folder", "copy it there; it belongs to the .onnx file");
        }
        FileIdentity before = FileIdentity.Of(path);
        if (!before.IsRegular || Directory.Exists(path)) errors.Refuse($"{where}: {Spelling.Quoted(below)} is no regular file", "external data is kept in regular files");
        if (before.Names > 1) errors.Refuse($"{where}: {Spelling.Quoted(below)} has a second name (hard link), maybe outside the folder", "external data is kept in files of one name", "copy the file");
        SafeFileHandle handle = File.OpenHandle(path);
        if (FileIdentity.Of(handle) == before) return handle;
        handle.Dispose();
        errors.Refuse($"{where}: {Spelling.Quoted(below)} was exchanged while it was opened", "files stay what they are while they are read", "read the model again");
        return handle;
    }
}
