using System.Reflection;
using PublicApiGenerator;

namespace Fovea.Architecture.Tests;

/// <summary>The public API of each library as approved text: a change of it is seen in review, never made by chance.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [MemberData(nameof(Libraries.Names), MemberType = typeof(Libraries))]
    public void Public_api_is_the_approved_one(string library)
    {
        string folder = Path.Combine(Repository.Root, "tests", "Fovea.Architecture.Tests", "Api");
        string approved = Path.Combine(folder, library + ".txt"), received = Path.Combine(folder, library + ".received.txt");
        Assembly assembly = Libraries.Load(library);
        string api = assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n").TrimEnd() + "\n";
        string known = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "";
        if (api == known)
        {
            File.Delete(received);
            return;
        }
        Directory.CreateDirectory(folder);
        File.WriteAllText(received, api);
        string[] before = known.Split('\n'), after = api.Split('\n');
        Assert.Fail(
            $"the public API of {library} is not the approved one\n"
            + string.Concat(before.Except(after).Take(20).Select(line => $"  − {line.Trim()}\n"))
            + string.Concat(after.Except(before).Take(20).Select(line => $"  + {line.Trim()}\n"))
            + $"  help  if that is meant: mv {Path.GetRelativePath(Repository.Root, received)} {Path.GetRelativePath(Repository.Root, approved)} and commit it with the change");
    }
}
