using System.Text;

namespace Fovea.Report.Tests;

public sealed class ArrayFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Writes_numpy_format_1()
    {
        ArrayFile.WriteNpy(_path, [1f, -2f, 0.5f, 4f, 5f, 6f], [2, 3]);
        byte[] file = File.ReadAllBytes(_path);
        Assert.Equal([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0], file[..8]);
        int header = file[8] + 256 * file[9];
        Assert.Equal(0, (10 + header) % 64);
        string text = Encoding.ASCII.GetString(file, 10, header);
        Assert.StartsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", text, StringComparison.Ordinal);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.Equal(24, file.Length - 10 - header);
        Assert.Equal(-2f, BitConverter.ToSingle(file, 10 + header + 4));
    }

    [Fact]
    public void One_axis_has_the_comma_that_python_wants()
    {
        ArrayFile.WriteNpy(_path, [1, 2], [2]);
        Assert.Contains("'<i4', 'fortran_order': False, 'shape': (2,), ", File.ReadAllText(_path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_shape_that_does_not_fit_says_both_numbers()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => ArrayFile.WriteNpy("/tmp/maps.npy", [1f, 2f, 3f], [2, 2]));
        Assert.Equal("maps.npy: the shape (2 × 2) holds 4 values, got 3", error.Message);
    }
}
