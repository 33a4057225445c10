using System.Reflection;
using System.Runtime.CompilerServices;

namespace Fovea.Architecture.Tests;

/// <summary>What every type of src keeps to.</summary>
public sealed class TypeTests
{
    private static IEnumerable<Type> Types => Libraries.All().SelectMany(a => a.GetTypes()).Where(t => !IsGenerated(t));

    [Fact]
    public void Every_class_is_abstract_or_sealed()
    {
        string[] open = [.. Types.Where(t => t.IsClass && !t.IsAbstract && !t.IsSealed).Select(t => t.FullName!)];
        Assert.True(open.Length == 0, $"neither abstract nor sealed: {string.Join(", ", open)}");
    }

    [Fact]
    public void No_static_field_can_be_assigned()
    {
        // Global mutable settings are passed as options instead; a cache or a counter belongs to the object that owns it.
        const BindingFlags statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        string[] mutable =
        [
            .. Types.SelectMany(t => t.GetFields(statics))
                .Where(f => !f.IsInitOnly && !f.IsLiteral && !f.IsDefined(typeof(CompilerGeneratedAttribute)) && !f.Name.Contains('<', StringComparison.Ordinal)
                    && !f.IsDefined(typeof(ThreadStaticAttribute)))
                .Select(f => $"{f.DeclaringType!.FullName}.{f.Name}"),
        ];
        Assert.True(mutable.Length == 0, $"assignable static fields: {string.Join(", ", mutable)}");
    }

    [Fact]
    public void An_interface_has_more_than_one_implementation()
    {
        Type[] all = [.. Types];
        string[] lonely =
        [
            .. all.Where(t => t.IsInterface)
                .Where(i => all.Count(t => !t.IsInterface && !t.IsAbstract && t.GetInterfaces().Any(x => (x.IsGenericType ? x.GetGenericTypeDefinition() : x) == i)) < 2)
                .Select(i => i.FullName!),
        ];
        Assert.True(lonely.Length == 0, $"interfaces with at most one implementation: {string.Join(", ", lonely)}");
    }

    private static bool IsGenerated(Type type)
        => type.Name.Contains('<', StringComparison.Ordinal) || type.Name.StartsWith("__", StringComparison.Ordinal)
            || type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
            || type.GetCustomAttributesData().Any(a => a.AttributeType.Name is "GeneratedCodeAttribute" or "EmbeddedAttribute")
            || type.Namespace is "Microsoft.CodeAnalysis" or "System.Runtime.CompilerServices" or "Fovea.Onnx.Proto"
            || (type.DeclaringType is Type outer && IsGenerated(outer));
}
