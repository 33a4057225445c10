using System.Reflection;

namespace Fovea.Architecture.Tests;

/// <summary>The built assemblies of src, which the build copies beside these tests because they reference Fovea.Cli, which reaches all.</summary>
internal static class Libraries
{
    public static TheoryData<string> Names => [.. Repository.Projects("src").Keys.Where(name => name != "Fovea.Cli")];

    public static IEnumerable<Assembly> All() => Repository.Projects("src").Keys.Select(Load);

    public static Assembly Load(string name) => Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
}
