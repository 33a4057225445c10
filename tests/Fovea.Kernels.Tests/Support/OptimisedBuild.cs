using System.Diagnostics;
using System.Reflection;

namespace Fovea.Kernels.Tests;

/// <summary>Machine code and speed are those of a release build; a debug build asks the JIT not to optimise.</summary>
internal static class OptimisedBuild
{
    public static bool IsThis { get; } = typeof(Call).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };
}
