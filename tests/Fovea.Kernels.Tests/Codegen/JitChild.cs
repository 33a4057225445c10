using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels.Tests;

/// <summary>This test assembly run again as a process of its own that compiles the kernels and writes their machine code to a file.</summary>
public sealed class JitChild
{
    /// <summary>What the child process runs; among the other tests it only shows that everything compiles.</summary>
    [Fact]
    public void Kernels_compile()
    {
        foreach (Type type in KnownLoops.Supported())
            foreach (MethodInfo method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                foreach (MethodInfo made in Instances(method)) RuntimeHelpers.PrepareMethod(made.MethodHandle);
    }

    // A transform is written once for vectors of any width.
    private static IEnumerable<MethodInfo> Instances(MethodInfo method)
    {
        if (!method.IsGenericMethodDefinition) return [method];
        MethodInfo narrow = method.MakeGenericMethod(typeof(Ops256), typeof(Vector256<float>));
        return Avx512F.IsSupported ? [narrow, method.MakeGenericMethod(typeof(Ops512), typeof(Vector512<float>))] : [narrow];
    }

    /// <summary>The listing; <paramref name="wide"/> false denies the child AVX-512, which leaves 16 vector registers.</summary>
    internal static IReadOnlyList<CompiledMethod> Compile(bool wide)
    {
        string file = Path.GetTempFileName();
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string word in (string[])["exec", typeof(JitChild).Assembly.Location, "-noLogo", "-method", $"{typeof(JitChild).FullName}.{nameof(Kernels_compile)}"]) start.ArgumentList.Add(word);
        start.Environment["DOTNET_JitDisasm"] = "Fovea.Kernels.MicroKernel*:* Fovea.Kernels.WinogradF*:* Fovea.Kernels.Tests.LoopSamples:*";
        start.Environment["DOTNET_JitStdOutFile"] = file;
        start.Environment["DOTNET_TieredCompilation"] = "0";
        if (!wide) start.Environment["DOTNET_EnableAVX512"] = "0";
        try
        {
            using Process child = Process.Start(start)!;
            Task<string> error = child.StandardError.ReadToEndAsync();
            string output = child.StandardOutput.ReadToEnd();
            Assert.True(child.WaitForExit(TimeSpan.FromMinutes(2)), "the process that compiles the kernels does not end");
            Assert.True(child.ExitCode == 0, $"the process that compiles the kernels ended with {child.ExitCode}\n{output}\n{error.Result}");
            return CompiledMethod.Parse(File.ReadAllText(file));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
