using System.Globalization;

namespace Fovea.Onnx;

/// <summary>Where a tensor lies beside the file, as the file says it; the words are checked, the disk is not asked.</summary>
/// <param name="Location">Path below the model's folder, with slashes.</param>
/// <param name="Offset">Bytes from the start of that file.</param>
/// <param name="Bytes">Bytes of the tensor.</param>
internal sealed record ExternalPlace(string Location, long Offset, long Bytes)
{
    private static readonly string[] Keys = ["location", "offset", "length", "checksum", "basepath"];

    /// <summary>The place from the key-value pairs of a tensor.</summary>
    /// <param name="errors">Throws.</param>
    /// <param name="where">The tensor, for errors.</param>
    /// <param name="entries">The pairs.</param>
    /// <param name="bytes">What the tensor's sizes ask for.</param>
    public static ExternalPlace Of(OnnxErrors errors, TensorPlace where, Dictionary<string, string> entries, long bytes)
    {
        foreach (string key in entries.Keys)
            if (!Keys.Contains(key)) errors.Refuse($"{where}: unknown key {Spelling.Quoted(key)} in its external data", $"the keys are {string.Join(", ", Keys)}");
        if (!entries.TryGetValue("location", out string? location) || location.Length == 0)
            errors.Refuse($"{where} lies beside the file, but the file does not say where", "external data has a location");
        long offset = Number(errors, where, entries, "offset") ?? 0;
        long length = Number(errors, where, entries, "length") ?? bytes;
        if (length != bytes)
            errors.Refuse(OnnxErrors.Text($"{where}: its sizes need {bytes:N0} bytes, but its external data has {length:N0}"), "external data has the bytes of all elements");
        return new ExternalPlace(Below(errors, where, location!), offset, bytes);
    }

    // A path that can only lead further down, on every system.
    private static string Below(OnnxErrors errors, TensorPlace where, string location)
    {
        string[] steps = [.. location.Split('/').Where(s => s != ".")];
        if (steps.Length == 0 || steps.Any(s => s.Length == 0 || s == ".." || s.Any(c => c is '\\' or ':' || char.IsControl(c))))
            errors.Refuse($"{where} lies in {Spelling.Quoted(location)}", "external data lies in the model's folder: a path below it, with / between folders and without ..",
                "save the model again with its data beside it: onnx.save(model, path, save_as_external_data=True)");
        return string.Join('/', steps);
    }

    private static long? Number(OnnxErrors errors, TensorPlace where, Dictionary<string, string> entries, string key)
    {
        if (!entries.TryGetValue(key, out string? text)) return null;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            errors.Refuse($"{where}: the {key} of its external data is {Spelling.Quoted(text)}", $"{key} is a whole number from 0 to 2^63 − 1");
        return number;
    }
}
