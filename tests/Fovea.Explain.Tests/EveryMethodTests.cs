using Fovea.Kernels;

namespace Fovea.Explain.Tests;

public sealed class EveryMethodTests
{
    private static ExplanationMethod[] Methods =>
    [
        new Saliency(), new Saliency { Channels = ChannelReduction.Sum }, new Saliency(ReluRule.Guided), new Saliency(ReluRule.Deconvnet), new GradientTimesInput(),
        new SmoothGrad { Samples = 3 }, new VarGrad { Samples = 3 }, new IntegratedGradients(9), new DeepLift(), new Lrp(), new Lrp(LrpComposite.EpsilonGammaBox),
        new GradCam(), new GradCamPlusPlus(), new HiResCam(), new LayerCam(), new XGradCam(), new EigenCam(), new Cam(),
    ];

    private static bool Exists(Model model, ExplanationMethod method)
        => method switch
        {
            Cam => model.Graph.Nodes.Any(n => n.Op is GlobalAveragePool) && !model.Graph.Nodes.Any(n => n.Op is LayerNorm),
            DeepLift => !model.Graph.Nodes.Any(n => n.Op is LayerNorm),
            _ => true,
        };

    public static TheoryData<string> Families => ["resnet20", "smallvgg", "lenet5", "inception-v1", "mobilenetv2", "squeezenet", "densenet121", "convnext"];

    // A block of ConvNeXt: layer norms, GELU, a skip connection around a depthwise window.
    private const string ConvNeXt = "16x16x3 | conv 12 4x4 stride 4 | layernorm | residual(depthwise 7x7 | layernorm | conv 24 1x1 | gelu | conv 12 1x1) | globalavgpool | layernorm | dense 5";

    // The zoo's nets for 224×224, on smaller images.
    [Theory]
    [MemberData(nameof(Families))]
    public void Goes_through_the_families_of_the_zoo(string net)
    {
        using Model model = Small.Parse(net == "convnext" ? ConvNeXt : Zoo.Nets[net].Replace("224x224x3", "32x32x3", StringComparison.Ordinal));
        using Tensor image = Small.Images(model, 1);
        using Plan plan = model.Compile();
        plan.Load(image.Values);
        plan.Run();
        // The largest logit: SqueezeNet's end in a ReLU, and others may be dead.
        int answer = plan.Output(0).IndexOf(plan.Output(0).ToArray().Max());
        foreach (ExplanationMethod method in Methods.Where(m => Exists(model, m)))
        {
            Explanation e = model.Explain(image, method, Objective.Logit(answer))[0];
            Assert.True(e.Map.All(float.IsFinite), $"{net}: {e}");
            Assert.True(e.Map.Any(v => v != 0), $"{net}: {e}");
        }
    }

    [Theory]
    [InlineData("lenet5")]
    [InlineData("resnet20")]
    public void An_image_is_explained_alike_alone_and_in_a_batch(string net)
    {
        using Model model = Small.Disturbed(Zoo.Nets[net]);
        using Tensor all = Small.Images(model, 5);
        using var one = new Tensor(all.Shape, all.Image(3));
        foreach (ExplanationMethod method in Methods.Where(m => Exists(model, m)))
        {
            Explanation alone = model.Explain(one, method, Objective.Logit(), [7])[0], among = model.Explain(all, method, Objective.Logit(), [1, 2, 3, 7, 4])[3];
            Assert.Equal(alone.Map, among.Map);
            Assert.Equal((alone.Value, alone.Method), (among.Value, among.Method));
        }
    }

    [Fact]
    public void A_net_of_vectors_has_a_map_of_one_place()
    {
        using Model model = Model.Parse("9 | dense 4 | relu | dense 3");
        using Tensor image = Small.Images(model, 1);
        Assert.Equal((1, 1), (model.Explain(image, new Lrp(), Objective.Logit(0))[0].Height, model.Explain(image, new IntegratedGradients(9), Objective.Logit(0))[0].Map.Count));
    }

    [Fact]
    public void An_explanation_prints_its_layer_and_facts()
    {
        using Model model = Model.Parse("2x2x1 | conv 2 1x1 nobias | globalavgpool | dense 2 nobias");
        Small.Set(model, "conv1.weight", 1, -2);
        Small.Set(model, "dense1.weight", 3, 0, 1, 5);
        using var image = new Tensor(Shape.Image(2, 2, 1), [1, 2, 3, 4]);
        Assert.Equal("HiResCAM at conv1: logit:0 = 2.5, map 2×2, 0.25 … 1, peak at row 2, column 2\n"
            + "  layer conv1 (2×2×2): the last feature maps with more than one pixel that the answer depends on; globalavgpool1 (globalavgpool) follows\n"
            + "  fact  sum of the map 2.5: of 2.5: the rest are biases behind the node, and what is not linear there\n"
            + "  note  the feature maps are only 2×2: choose an earlier node for detail", model.Explain(image, new HiResCam(), Objective.Logit(0))[0].ToString());
    }
}
