namespace Fovea.Onnx.Tests;

/// <summary>Every way of resizing, to sizes and by scales up and down: places and nearest pixels are ONNX Runtime's.</summary>
public sealed class ResizeTests
{
    public static TheoryData<string> Ways =>
    [
        .. from kind in (string[])["nearest", "nearest preferceil", "nearest floor", "nearest ceil", "linear", "cubic", "cubic weight -0.5"]
           from places in (string[])["", " pytorch", " corners", " asymmetric"]
           select kind + places,
    ];

    [Theory]
    [MemberData(nameof(Ways))]
    public void Numbers_are_those_of_ONNX_Runtime(string way)
    {
        int seed = 0;
        foreach (string to in (string[])["size 1x9", "size 3x7", "size 10x6", "size 5x1", "scale 2", "scale 3", "scale 0.6", "scale 1.7x2.3", "scale 0.5x1.25"])
            foreach (string input in (string[])["5x7x3", "6x10x1", "2x4x9"])
            {
                using Model model = Model.Parse($"{input} | resize {way} {to}");
                Runtime.Compare(model, 1e-5, $"{model}, {input} {way} {to}", seed++, batch: 2);
            }
    }
}
