namespace Fovea.Tests;

/// <summary>
/// Parameters and MACs of the named networks. Parameters of those for 224×224×3 are torchvision's, and MACs are those of convolutions and
/// dense layers, as torchvision counts them for its tables (0.714, 7.609, 15.470, 19.632, 1.498, 1.814, 3.664, 4.089, 0.349, 2.834, 0.301, 4.456 G).
/// </summary>
public sealed class ZooTests
{
    [Theory]
    [InlineData("resnet18-cifar", 11_173_962, 0.5554, "32×32×3", 10)]
    [InlineData("alexnet", 61_100_840, 0.7142, "224×224×3", 1000)]
    [InlineData("vgg11", 132_863_336, 7.6091, "224×224×3", 1000)]
    [InlineData("vgg13", 133_047_848, 11.3085, "224×224×3", 1000)]
    [InlineData("vgg11-bn", 132_868_840, 7.6091, "224×224×3", 1000)]
    [InlineData("vgg13-bn", 133_053_736, 11.3085, "224×224×3", 1000)]
    [InlineData("vgg16-bn", 138_365_992, 15.4703, "224×224×3", 1000)]
    [InlineData("vgg19-bn", 143_678_248, 19.6321, "224×224×3", 1000)]
    [InlineData("vgg16", 138_357_544, 15.4703, "224×224×3", 1000)]
    [InlineData("vgg19", 143_667_240, 19.6321, "224×224×3", 1000)]
    [InlineData("inception-v1", 6_624_904, 1.4984, "224×224×3", 1000)]
    [InlineData("resnet18", 11_689_512, 1.8141, "224×224×3", 1000)]
    [InlineData("resnet34", 21_797_672, 3.6638, "224×224×3", 1000)]
    [InlineData("resnet50", 25_557_032, 4.0892, "224×224×3", 1000)]
    [InlineData("squeezenet", 1_235_496, 0.3491, "224×224×3", 1000)]
    [InlineData("densenet121", 7_978_856, 2.8342, "224×224×3", 1000)]
    [InlineData("mobilenetv2", 3_504_872, 0.3008, "224×224×3", 1000)]
    public void Has_the_published_numbers(string name, long parameters, double gigaMacs, string input, int outputs)
    {
        Graph graph = NetText.Parse(Zoo.Nets[name]);
        Assert.Equal(parameters, graph.ParameterCount);
        Assert.Equal(gigaMacs, graph.Cost.Macs / 1e9, tolerance: 0.00006);
        Assert.Equal(input, graph.Input.Shape.ToString());
        Assert.Equal(Shape.Vector(outputs), graph.Output.Shape);
    }

    // torchvision's 4.456 G leave out layer scale, which is no convolution there: C products for each pixel of each block.
    [Fact]
    public void ConvNeXt_has_the_published_numbers_and_those_of_its_layer_scale()
    {
        Graph graph = NetText.Parse(Zoo.Nets["convnext-tiny"]);
        long layerScale = graph.Nodes.Where(n => n.Op is Conv2d { KernelHeight: 1, Groups: > 1 }).Sum(n => n.Cost.Macs);
        Assert.Equal((28_589_128, 56 * 56 * 96 * 3 + 28 * 28 * 192 * 3 + 14 * 14 * 384 * 9 + 7 * 7 * 768 * 3), (graph.ParameterCount, layerScale));
        Assert.Equal(4.4560, (graph.Cost.Macs - layerScale) / 1e9, tolerance: 0.0006);
    }

    // Published: LeNet (Caffe) 431,080; mnist_cnn 1,199,882; Zhang's MLP 1,735,178; ResNet-20, 32, 56 with shortcuts A; airbench94 1.97 M, 118 MMAC.
    [Theory]
    [InlineData("lenet5", 61_706, 416_520)]
    [InlineData("lenet-caffe", 431_080, 2_293_000)]
    [InlineData("keras-mnist", 1_199_882, 11_992_448)]
    [InlineData("keras-mnist-gap", 19_466, 10_812_160)]
    [InlineData("twoconv", 454_922, 11_065_088)]
    [InlineData("mlp", 1_735_178, 1_733_632)]
    [InlineData("smallvgg", 2_196_810, 153_815_552)]
    [InlineData("vgg16-cifar", 14_986_698, 313_463_808)]
    [InlineData("all-cnn-c", 1_369_738, 281_174_016)]
    [InlineData("airbench94", 1_972_792, 118_147_360)]
    [InlineData("resnet20", 269_722, 40_551_040)]
    [InlineData("resnet20-b", 272_474, 40_813_184)]
    [InlineData("resnet32", 464_154, 68_862_592)]
    [InlineData("resnet56", 853_018, 125_485_696)]
    [InlineData("tinyvgg", 19_920, 5_608_780)]
    public void Small_ones_cost_what_the_guide_says(string name, long parameters, long macs)
    {
        Graph graph = NetText.Parse(Zoo.Nets[name]);
        Assert.Equal((parameters, macs), (graph.ParameterCount, graph.Cost.Macs));
    }

    public static TheoryData<string> Names => [.. Zoo.Nets.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Ends_in_logits(string name) => Assert.False(NetText.Parse(Zoo.Nets[name]).Output.Shape.IsImage);

    // Those of the VGG family for 224×224×3 and AlexNet have hundreds of megabytes of weights, which have to be drawn first.
    private static bool IsHuge(string name) => NetText.Parse(Zoo.Nets[name]).ParameterCount > 50_000_000;

    [Theory]
    [MemberData(nameof(Names))]
    public void Runs_forward(string name)
    {
        if (IsHuge(name)) return;
        using Model model = Model.Parse(Zoo.Nets[name], seed: 1);
        using Plan plan = model.Compile();
        plan.Load(PlanRig.Images(model, 1));
        plan.Run();
        using Tensor logits = plan.Read(model.Graph.Output.Name);
        Assert.Equal(model.Outputs, logits.Values.Length);
        foreach (float v in logits.Values) Assert.True(float.IsFinite(v), $"{v}");
        Assert.True(logits.Values.ToArray().Distinct().Count() > 1, "all logits are alike");
    }

    // One step of gradient descent goes downhill, for those whose inputs are small.
    [Theory]
    [MemberData(nameof(Names))]
    public void Trains_a_step(string name)
    {
        if (NetText.Parse(Zoo.Nets[name]).Input.Shape.Height > 64) return;
        using Model model = Model.Parse(Zoo.Nets[name], seed: 1);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 4, Training = true, Objective = Objective.CrossEntropy(), ParameterGradients = true });
        plan.Load(PlanRig.Images(model, 4));
        for (int i = 0; i < 4; i++) plan.Labels[i] = i;
        plan.Run(seed: 1, step: 0);
        float before = plan.Value;
        double length = 0;
        foreach (float g in plan.ParameterGradients.Span) length += (double)g * g;
        Assert.True(double.IsFinite(length) && length > 0, $"gradient {length}");
        // A step against the gradient that is short enough lowers the loss by its length times the gradient's; here a hundredth of the loss.
        float rate = (float)(0.01 * before / length);
        Span<float> weights = model.Parameters.Trainable.Span;
        ReadOnlySpan<float> gradient = plan.ParameterGradients.Span;
        for (int i = 0; i < weights.Length; i++) weights[i] -= rate * gradient[i];
        model.Parameters.MarkChanged();
        plan.Run(seed: 1, step: 0);
        Assert.True(plan.Value < before, $"{before} → {plan.Value}");
    }
}
