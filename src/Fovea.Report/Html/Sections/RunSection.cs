namespace Fovea.Report;

/// <summary>How to repeat the run, and where the numbers lie.</summary>
internal static class RunSection
{
    internal static Section? Of(RunReport run, IReadOnlyList<string> files) =>
        run.Settings.Count + run.Environment.Count + run.Timings.Count + files.Count == 0 && run.Command.Length == 0 ? null
        : new Section("run", "The run", Html.Of($"Everything needed to repeat it: the same command, seed, version and kernels give the same bits, on any number of threads."), Html.Of($"""
            {Html.If(run.Command.Length > 0, () => Html.Of($"<pre>{run.Command}</pre>"))}
            <div class="facts">{Parts.Facts("Settings", run.Settings)}{Parts.Facts("Time", run.Timings)}{Parts.Facts("Machine", run.Environment)}</div>
            {Html.If(files.Count > 0, () => Html.Of($"""
                <details><summary>{Say.Counted(files.Count, "file", "files")} beside this page: pictures and the arrays behind them</summary>
                <p class="note">Arrays are NumPy files: <code>numpy.load("arrays/maps-1-relu1-after.npy")</code>. Axes are H, W, C for maps and KH, KW, C, O for filters.</p>
                <pre>{string.Join('\n', files)}</pre></details>
                """))}
            """));
}
