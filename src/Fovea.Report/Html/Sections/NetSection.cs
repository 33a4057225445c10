namespace Fovea.Report;

/// <summary>The network, node by node.</summary>
internal static class NetSection
{
    internal static Section? Of(RunReport run)
    {
        if (run.Summary.Count == 0)
            return null;
        SummaryRow heavy = run.Summary.MaxBy(r => r.Parameters)!, busy = run.Summary.MaxBy(r => r.Macs)!;
        bool fields = run.Summary.Any(r => r.ReceptiveField is not null);
        return new Section("net", "The network", Html.Of($"""
            Read down: the image enters at the top, class scores leave at the bottom. <b>{heavy.Name}</b> holds {Share(heavy.Parameters, run.Parameters)} of the
            parameters, <b>{busy.Name}</b> does {Share(busy.Macs, run.Macs)} of the work.
            """), Html.Of($"""
            {Html.If(run.NetText.Length > 0, () => Html.Of($"<pre>{run.NetText}</pre>"))}
            <div class="scroll"><table class="rows"><thead><tr><th scope="col">node</th><th scope="col">operation</th><th scope="col">output H×W×C</th>
            {Html.If(fields, () => Html.Of($"<th scope=\"col\">sees</th>"))}<th scope="col" class="n">parameters</th><th></th><th scope="col" class="n">MACs</th><th></th></tr></thead>
            <tbody>{Html.Each(run.Summary, r => Row(r, run, fields))}</tbody>
            <tfoot><tr><th scope="row">all</th><td></td><td></td>{Html.If(fields, () => Html.Of($"<td></td>"))}<td class="n">{Say.Count(run.Parameters)}</td><td></td><td class="n">{Say.Count(run.Macs)}</td><td></td></tr></tfoot></table></div>
            <p class="note">{(fields ? "“sees” is the receptive field: the pixels of the input that one value can depend on. " : "")}MACs are multiply-accumulates for one image; 1 MAC = 2 FLOP. Bars are shares of the total.</p>
            """));
    }

    private static Html Row(SummaryRow r, RunReport run, bool fields) => Html.Of($"""
        <tr><th scope="row"><code>{r.Name}</code></th><td>{r.Op}</td><td>{r.Shape}</td>{Html.If(fields, () => Html.Of($"<td>{r.ReceptiveField ?? ""}</td>"))}
        <td class="n">{Number(r.Parameters)}</td><td class="share">{Bar(r.Parameters, run.Parameters, "")}</td><td class="n">{Number(r.Macs)}</td><td class="share">{Bar(r.Macs, run.Macs, "macs")}</td></tr>
        """);

    private static string Number(long count) => count == 0 ? "" : Say.Count(count);

    private static Html Bar(long part, long all, string style) => part == 0 || all == 0 ? Html.Empty : Parts.Meter((double)part / all, style);

    private static string Share(long part, long all) => all == 0 ? "none" : Say.Percent((double)part / all, 0);
}
