using System.CommandLine;
using System.Globalization;
using Fovea.Data;

namespace Fovea.Cli;

/// <summary><c>fovea data list|get|info</c>.</summary>
internal static class DataVerb
{
    public static Command Make(VerbHost host)
    {
        var data = new Verb("data", "data sets: known ones, fetching them, looking at any");
        data.Subcommands.Add(List(host));
        data.Subcommands.Add(Get(host));
        data.Subcommands.Add(Info(host));
        return data;
    }

    private static Verb List(VerbHost host)
    {
        var verb = new Verb("list", "the data sets that 'data get' knows", "fovea data list", "fovea data list --json")
        {
            JsonAnswer = "sets: [name, title, images, imageSize, classes, bytes, terms, homepage]",
        };
        host.Run(verb, s =>
        {
            s.Say($"{"name",-22}{"images",8}  {"size",-9}{"classes",7}{"download",12}  terms");
            foreach (KnownDataSet set in KnownDataSets.All)
                s.Say(string.Create(CultureInfo.InvariantCulture,
                    $"{set.Name,-22}{set.Images,8:N0}  {set.ImageSize,-9}{set.Classes.Length,7}{(set.Bytes == 0 ? "with Fovea" : $"{set.Bytes / 1048576.0:N0} MB"),12}  {set.Terms}"));
            s.Answer(JsonLine.Object(json =>
            {
                json.WriteStartArray("sets");
                foreach (KnownDataSet set in KnownDataSets.All)
                {
                    json.WriteStartObject();
                    json.WriteString("name", set.Name);
                    json.WriteString("title", set.Title);
                    json.WriteNumber("images", set.Images);
                    json.WriteString("imageSize", set.ImageSize);
                    json.WriteStartArray("classes");
                    foreach (string name in set.Classes) json.WriteStringValue(name);
                    json.WriteEndArray();
                    json.WriteNumber("bytes", set.Bytes);
                    json.WriteString("terms", set.Terms);
                    json.WriteString("homepage", set.Homepage);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }));
            return ExitCode.Done;
        });
        return verb;
    }

    private static Verb Get(VerbHost host)
    {
        var verb = new Verb("get", "fetches a known data set, checks it by SHA-256 and continues where it was interrupted",
            "fovea data get fashion-mnist", "fovea data get mnist --from ~/downloads --to data")
        {
            JsonAnswer = "name, folder, images, classes",
        };
        Argument<string> name = verb.With<string>("NAME", "one of 'fovea data list'");
        Option<string?> from = verb.Under("Options", Flags.Text("--from", "FOLDER", "take the files from this folder and use no network"));
        Option<string> to = verb.Under("Options", new Option<string>("--to") { HelpName = "FOLDER", Description = "the folder of data sets", DefaultValueFactory = _ => "data" });
        host.Run(verb, s =>
        {
            KnownDataSet set = KnownDataSets.Find(s.Value(name));
            string folder = CountedProgress.Run(s, $"fetching {set.Name}", "MB", report
                => KnownDataSets.Get(set.Name, s.Value(to), s.Value(from), new Relay<DownloadProgress>(p => report(p.Received / 1048576.0, p.Total / 1048576.0)), s.Cancel));
            s.Say($"{set.Title}: {set.Images:N0} images in {folder}\n  terms   {set.Terms}\n  thanks  {set.Homepage}");
            s.Answer(JsonLine.Object(json =>
            {
                json.WriteString("name", set.Name);
                json.WriteString("folder", folder);
                json.WriteNumber("images", set.Images);
                json.WriteNumber("classes", set.Classes.Length);
            }));
            return ExitCode.Done;
        });
        return verb;
    }

    private static Verb Info(VerbHost host)
    {
        var verb = new Verb("info", "reads every image of a data set: sizes, classes, mean and deviation, broken and repeated images",
            "fovea data info pets", "fovea data info photos.zip --json")
        {
            JsonAnswer = "path, source, classes, splits: [name, count, classCounts, sizes, distinctSizes, grey, colour, mean, std, duplicates, conflicts, bad], overlaps, warnings",
        };
        Argument<string> path = verb.With<string>("DATA", DataArgument.Help);
        host.Run(verb, s =>
        {
            DataInfo info = CountedProgress.Run(s, "reading", "images", report
                => DataInfo.Of(RunData.Resolve(s.Value(path)), new Relay<int>(n => report(n, 0)), s.Cancel));
            s.Answer(info.ToString(), info.ToJson());
            return ExitCode.Done;
        });
        return verb;
    }
}
