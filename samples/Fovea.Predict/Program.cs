using System.Diagnostics;
using Fovea;
using Fovea.Data;
using Fovea.Onnx;

// Answers images with a .onnx or .safetensors model. Published ahead of time it is one native program without a runtime.
if (args.Length < 2)
{
    Console.Error.WriteLine("usage: Fovea.Predict MODEL IMAGE…   MODEL is a .onnx or .safetensors file");
    return 2;
}
try
{
    using Model model = args[0].EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? Onnx.Load(args[0]) : ModelFile.Load(args[0]);
    using var predictor = new Predictor(model);
    foreach (string path in args.Skip(1)) Console.WriteLine($"{path}  {predictor.Predict(Image.Load(path), path)}");
    Console.Error.WriteLine($"{(DateTime.Now - Process.GetCurrentProcess().StartTime).TotalMilliseconds:F0} ms since the start");
    return 0;
}
catch (Exception e) when (e is FormatException or IOException or ArgumentException)
{
    Console.Error.WriteLine(e.Message);
    return 3;
}
