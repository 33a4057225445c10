using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Fovea.Golden;

/// <summary>Reference values from libtorch: <c>tests/Golden/*.safetensors</c>, see the README there.</summary>
internal sealed class GoldenFile
{
    private GoldenFile(IReadOnlyList<GoldenCase> cases) => Cases = cases;

    public IReadOnlyList<GoldenCase> Cases { get; }

    /// <summary>Reads <c>tests/Golden/name.safetensors</c>.</summary>
    public static GoldenFile Load(string name)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(Folder(), name + ".safetensors"));
        int headerLength = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        using JsonDocument header = JsonDocument.Parse(Encoding.UTF8.GetString(bytes, 8, headerLength));
        int start = 8 + headerLength;
        string list = header.RootElement.GetProperty("__metadata__").GetProperty("cases").GetString()!;
        using JsonDocument parsed = JsonDocument.Parse(list);
        var cases = new List<GoldenCase>();
        foreach (JsonElement c in parsed.RootElement.EnumerateArray())
        {
            string id = c.GetProperty("id").GetString()!;
            var tensors = new Dictionary<string, GoldenTensor>();
            foreach (JsonElement t in c.GetProperty("tensors").EnumerateArray())
            {
                JsonElement entry = header.RootElement.GetProperty(id + "/" + t.GetString());
                int[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(e => e.GetInt32())];
                int from = entry.GetProperty("data_offsets")[0].GetInt32(), to = entry.GetProperty("data_offsets")[1].GetInt32();
                float[] data = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(start + from, to - from)).ToArray();
                tensors.Add(t.GetString()!, new GoldenTensor(shape, data));
            }
            cases.Add(new GoldenCase(id, c.GetProperty("attributes").Clone(), tensors));
        }
        return new GoldenFile(cases);
    }

    /// <summary>The relative L2 error Σ(a − b)² / Σb², as a root; the absolute one when b is zero.</summary>
    public static double RelativeError(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        Assert.Equal(expected.Length, actual.Length);
        double difference = 0, norm = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            difference += Math.Pow((double)actual[i] - expected[i], 2);
            norm += Math.Pow(expected[i], 2);
        }
        return Math.Sqrt(norm == 0 ? difference : difference / norm);
    }

    private static string Folder()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
            if (Directory.Exists(Path.Combine(d.FullName, "tests", "Golden"))) return Path.Combine(d.FullName, "tests", "Golden");
        throw new DirectoryNotFoundException($"no tests/Golden above {AppContext.BaseDirectory}");
    }
}

/// <summary>One case: its attributes as JSON and its tensors by name.</summary>
internal sealed record GoldenCase(string Id, JsonElement Attributes, IReadOnlyDictionary<string, GoldenTensor> Tensors)
{
    public GoldenTensor this[string name] => Tensors[name];

    public bool Has(string name) => Tensors.ContainsKey(name);

    public double Number(string name) => Attributes.GetProperty(name).GetDouble();

    public int Integer(string name) => Attributes.GetProperty(name).GetInt32();

    public bool Flag(string name) => Attributes.GetProperty(name).GetBoolean();

    public string Text(string name) => Attributes.GetProperty(name).GetString()!;
}

/// <summary>A tensor in PyTorch's layout, with conversions to and from Fovea's.</summary>
internal sealed record GoldenTensor(int[] Shape, float[] Data)
{
    /// <summary>N C H W → N H W C.</summary>
    public float[] ToNhwc() => Permute(Data, Shape, 0, 2, 3, 1);

    /// <summary>O I H W → [KH][KW][I][O].</summary>
    public float[] ToHwio() => Permute(Data, Shape, 2, 3, 1, 0);

    /// <summary>Out In → [In][Out].</summary>
    public float[] ToInOut() => Permute(Data, Shape, 1, 0);

    /// <summary>N H W C data of this tensor's shape → N C H W.</summary>
    public float[] FromNhwc(float[] nhwc) => Permute(nhwc, [Shape[0], Shape[2], Shape[3], Shape[1]], 0, 3, 1, 2);

    /// <summary>[KH][KW][I][O] data of this tensor's shape → O I H W.</summary>
    public float[] FromHwio(float[] hwio) => Permute(hwio, [Shape[2], Shape[3], Shape[1], Shape[0]], 3, 2, 0, 1);

    /// <summary>Values as integers: labels.</summary>
    public int[] ToInts() => [.. Data.Select(v => (int)v)];

    private static float[] Permute(float[] data, int[] shape, params int[] axes)
    {
        var strides = new int[shape.Length];
        for (int i = shape.Length - 1, s = 1; i >= 0; s *= shape[i--]) strides[i] = s;
        var result = new float[data.Length];
        var index = new int[axes.Length];
        for (int k = 0; k < result.Length; k++)
        {
            int at = 0;
            for (int a = 0; a < axes.Length; a++) at += index[a] * strides[axes[a]];
            result[k] = data[at];
            for (int a = axes.Length - 1; a >= 0 && ++index[a] == shape[axes[a]]; a--) index[a] = 0;
        }
        return result;
    }
}
