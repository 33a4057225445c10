using System.Text.Json;
using Fovea.Kernels;

namespace Fovea.Tests;

/// <summary>How a profile reads, from numbers made up for it.</summary>
public sealed class ProfileTextTests
{
    private static readonly PlanProfile Sample = new()
    {
        Name = "sample",
        Batch = 64,
        Training = true,
        Variant = KernelVariant.Avx2,
        Repetitions = 20,
        Peak = new MachinePeak(2, 100, 20, 18),
        OverheadMilliseconds = 0.01,
        FastestMilliseconds = 21.5,
        SlowestMilliseconds = 31.25,
        Lines =
        [
            new("stage1.block1.conv1 pack winograd4 64×64", ProfilePhase.Packing, 0.125, 0, 737_280, null, null),
            new("stage1.block1.conv1 conv2d-winograd4 56×56×64 relu", ProfilePhase.Forward, 12.5, 900_000_000, 25_837_568, "winograd4", "3×3 window, stride 1, 64 → 64 channels, 196 4×4 tiles an image"),
            new("pool maxpool 2", ProfilePhase.Forward, 0.5, 0, 4_000_000, null, null),
            new("dense1 conv2d-direct 1×1×10", ProfilePhase.Forward, 0.02, 640_000, 43_000, "direct", "dense, 1000 → 10"),
            new("dense1.weight.grad conv2d-direct 1×1×1000×10", ProfilePhase.Backward, 0.03, 640_000, 43_000, "direct", "dense, 1000 → 10"),
            new("dense1.weight.grad conv2d-direct-sum 1×1×1000×10", ProfilePhase.Backward, 0.005, 0, 80_000, null, null),
        ],
    };

    [Fact]
    public void Wide_text_is_the_stored_one() => Assert.Equal("""
        sample: batch 64, a training step without the optimiser's update, 2 threads, Avx2 kernels
        20 runs of 21.50 … 31.25 ms; the times are medians
        measured peak: 100 GFLOP/s of multiply-adds, 20.0 GB/s reading memory, 18.0 GB/s copying

        call                                         kernel           ms   share  GFLOP/s  of peak       MB    GB/s  FLOP/B
        packing of changed weights
          stage1.block1.conv1 pack winograd4 64×64                 0.125    0.9%                       0.74    5.90
        forward
          stage1.block1.conv1 56×56×64 relu          winograd4    12.500   94.8%      144     144%     25.8    2.07    69.7
          pool maxpool 2                                           0.500    3.8%                       4.00    8.00
          dense1 1×1×10                              direct        0.020    0.2%     64.0      64%     0.04    2.15    29.8
        objective and backward
          dense1.weight.grad 1×1×1000×10             direct        0.030    0.2%     42.7      43%     0.04    1.43    29.8
          dense1.weight.grad direct-sum 1×1×1000×10                0.005    0.0%                       0.08    16.0
        overhead                                                   0.010    0.1%
        total                                                     13.190  100.0%      137     137%     30.7    2.33    58.6

        by kernel                                    kernel           ms   share  GFLOP/s  of peak       MB    GB/s  FLOP/B
          1 call                                     winograd4    12.500   94.8%      144     144%     25.8    2.07    69.7
          3 calls                                    others        0.630    4.8%                       4.82    7.65
          2 calls                                    direct        0.050    0.4%     51.2      51%     0.09    1.72    29.8

        why
          winograd4  3×3 window, stride 1, 64 → 64 channels, 196 4×4 tiles an image: stage1.block1.conv1
          direct     dense, 1000 → 10: dense1, dense1.weight.grad

        GFLOP/s counts what a call is declared as, 1 MAC = 2 FLOP: Winograd multiplies less and may exceed the peak. MB counts
          inputs, outputs and weights once; what is still in the cache may exceed memory's GB/s.

        """.ReplaceLineEndings("\n"), Sample.ToString());

    [Theory]
    [InlineData(60, "call                    kernel           ms   share  GFLOP/s")]
    [InlineData(80, "call                       kernel           ms   share  GFLOP/s  of peak    GB/s")]
    [InlineData(100, "call                          kernel           ms   share  GFLOP/s  of peak       MB    GB/s  FLOP/B")]
    [InlineData(120, "call                                         kernel           ms   share  GFLOP/s  of peak       MB    GB/s  FLOP/B")]
    public void No_line_is_wider_than_asked_for(int width, string head)
    {
        string text = Sample.ToString(width);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= width, $"{line.Length}: {line}"));
        Assert.Contains("\n" + head + "\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_for_spreadsheets_quotes_its_commas()
    {
        string[] lines = Sample.ToCsv().Split('\n');
        Assert.Equal("call,phase,milliseconds,share,macs,gflops,peak_share,bytes,gigabytes_per_second,flop_per_byte,kernel,why", lines[0]);
        Assert.Equal(Sample.Lines.Count + 2, lines.Length);
        Assert.EndsWith(",25837568,2.06700544,69.66599952441344,winograd4,\"3×3 window, stride 1, 64 → 64 channels, 196 4×4 tiles an image\"", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_a_member_for_each_column()
    {
        using JsonDocument json = JsonDocument.Parse(Sample.ToJson());
        JsonElement dense = json.RootElement.GetProperty("calls")[3];
        Assert.Equal("""{"name":"dense1 conv2d-direct 1×1×10","phase":"forward","milliseconds":0.02,"share":0.001516,"macs":640000,"gflops":64,"peakShare":0.64,"bytes":43000,"gigabytesPerSecond":2.15,"intensity":29.767442,"kernel":"direct","why":"dense, 1000 → 10"}""", dense.GetRawText());
        Assert.Equal(2, json.RootElement.GetProperty("threads").GetInt32());
        Assert.Equal(18, json.RootElement.GetProperty("peak").GetProperty("copyGigabytesPerSecond").GetDouble());
    }
}
