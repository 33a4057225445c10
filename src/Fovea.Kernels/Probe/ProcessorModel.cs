using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Fovea.Kernels;

/// <summary>Which processor this is: what was measured on one says nothing about another.</summary>
public static class ProcessorModel
{
    /// <summary><c>AMD EPYC (AuthenticAMD family 25 model 17)</c>; the architecture where there is no CPUID.</summary>
    /// <remarks>
    /// A virtual machine may hide the model in the brand: family and model tell the cores apart. Source: Intel, "Software developer's
    /// manual", volume 2, CPUID; AMD, "Architecture programmer's manual", volume 3, appendix E.
    /// </remarks>
    public static string Name { get; } = X86Base.IsSupported ? Read() : RuntimeInformation.ProcessArchitecture.ToString();

    private static string Read()
    {
        const int extended = unchecked((int)0x80000000);
        (_, int b, int c, int d) = X86Base.CpuId(0, 0);
        string vendor = Text(b, d, c);
        int signature = X86Base.CpuId(1, 0).Eax, family = signature >> 8 & 15, model = signature >> 4 & 15;
        if (family is 6 or 15) model += (signature >> 16 & 15) << 4;
        if (family == 15) family += signature >> 20 & 255;
        var brand = new StringBuilder();
        if ((uint)X86Base.CpuId(extended, 0).Eax >= unchecked((uint)extended + 4))
            for (int leaf = 2; leaf <= 4; leaf++)
            {
                (int w, int x, int y, int z) = X86Base.CpuId(extended + leaf, 0);
                brand.Append(Text(w, x, y, z));
            }
        string name = string.Join(' ', brand.ToString().Split((char[])[' ', '\0'], StringSplitOptions.RemoveEmptyEntries));
        return $"{(name.Length > 0 ? name + " " : "")}({vendor} family {family} model {model})";
    }

    private static string Text(params ReadOnlySpan<int> registers)
    {
        Span<byte> bytes = stackalloc byte[registers.Length * sizeof(int)];
        for (int i = 0; i < registers.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes[(i * sizeof(int))..], registers[i]);
        return Encoding.ASCII.GetString(bytes);
    }
}
