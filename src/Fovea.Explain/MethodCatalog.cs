using Fovea.Kernels;

namespace Fovea.Explain;

/// <summary>The methods that have a word: <c>fovea explain --method gradcam,ig,lrp</c>.</summary>
public static class MethodCatalog
{
    private const string Image = "image", Node = "node";
    private const string Times = "the factor x makes maps of random networks look alike (Adebayo et al. 2018)";
    private const string Rank = "hardly depends on later layers, nor on the class (Sixt et al. 2020)";

    /// <summary>All of them: gradients, relevance, class activation maps, perturbation.</summary>
    public static IReadOnlyList<MethodEntry> All { get; } = [.. Gradients(), .. Propagation(), .. Cams(), .. Perturbation()];

    /// <summary>The method of a word.</summary>
    /// <exception cref="ArgumentException">There is none; the message names the nearest.</exception>
    public static MethodEntry Find(string word) => All.FirstOrDefault(m => m.Word == word)
        ?? throw new ArgumentException($"there is no method '{word}'{Spelling.DidYouMean(word, All.Select(m => m.Word))}\n  rule  the methods are {string.Join(", ", All.Select(m => m.Word))}");

    private static MethodEntry[] Gradients() =>
    [
        new("saliency", "how strongly the scalar changes with each pixel, whichever way", "max_c |∂s/∂x|", false, Image, "1 forward, 1 back",
            "flickers; passes model randomisation (Adebayo et al. 2018)", _ => new Saliency()),
        new("gradient", "the same with its sign, channels summed", "Σ_c ∂s/∂x", true, Image, "1 forward, 1 back", "channels of opposite sign cancel", _ => new Saliency { Channels = ChannelReduction.Sum }),
        new("gradinput", "what each pixel contributes to first order", "Σ_c x·∂s/∂x", true, Image, "1 forward, 1 back", $"{Times}; pixels of 0 get 0", _ => new GradientTimesInput()),
        new("smoothgrad", "the mean gradient of noisy copies of the image", "max_c |(1/n)·Σ ∂s/∂x (x + N(0, σ²))|", false, Image, "`--samples` forward and back",
            "passes model randomisation for the most part (Adebayo et al. 2018)", s => new SmoothGrad { Samples = s.Samples, Seed = s.Seed }),
        new("vargrad", "how much the gradient varies between noisy copies", "Σ_c Var ∂s/∂x (x + N(0, σ²))", false, Image, "`--samples` forward and back", "says where, not for or against",
            s => new VarGrad { Samples = s.Samples, Seed = s.Seed }),
        new("ig", "what each pixel contributes on the way from a reference image; the sum is exact, and its error is reported", "(x − x′)·∫ ∂s/∂x (x′ + t·(x − x′)) dt", true, Image,
            "`--steps` forward and back", $"pixels like the reference get 0 (Sturmfels et al. 2020); {Times}", s => new IntegratedGradients(s.Steps, s.Reference)),
        new("guided", "the gradient with negative parts cut at every ReLU", "R·[a > 0]·[R > 0] at ReLUs", false, Image, "1 forward, 1 back",
            "fails model randomisation: it shows edges of the image (Adebayo et al. 2018)", _ => new Saliency(ReluRule.Guided)),
        new("deconvnet", "the gradient with only the way back cut at every ReLU", "R·[R > 0] at ReLUs", false, Image, "1 forward, 1 back",
            "ignores later layers (Sixt et al. 2020)", _ => new Saliency(ReluRule.Deconvnet)),
    ];

    private static MethodEntry[] Propagation() =>
    [
        new("deeplift", "what each pixel's difference from a reference image contributes (rescale rule)", "(x − x′)·m, m = Δy/Δx at activations", true, Image, "2 forward, 1 back",
            "pixels like the reference get 0; depends on later layers (Sixt et al. 2020)", s => new DeepLift(s.Reference)),
        Lrp("lrp", "relevance shared out layer by layer: dense layers by ε, convolutions by z⁺, the first one flat", "Σ_j c_ij/Σ_i c_ij·R_j", LrpComposite.EpsilonPlusFlat, $"z⁺ {Rank}"),
        Lrp("lrp-box", "the same with γ = 0.25 for convolutions and zᴮ for the first", "Σ_j (c + γ·c⁺)/(z + γ·z⁺)·R_j", LrpComposite.EpsilonGammaBox, "γ weakens what speaks against"),
        Lrp("lrp-epsilon", "ε everywhere", "Σ_j c_ij/(z_j + ε·sign z_j)·R_j", LrpComposite.Epsilon, $"gradient × input where there are no biases: {Times}"),
        Lrp("lrp-gamma", "γ = 0.25 everywhere", "Σ_j (c + γ·c⁺)/(z + γ·z⁺)·R_j", LrpComposite.Gamma, "γ weakens what speaks against"),
        Lrp("lrp-alphabeta", "α = 2, β = 1 everywhere", "Σ_j (α·c⁺/z⁺ − β·c⁻/z⁻)·R_j", LrpComposite.AlphaBeta, Rank),
        Lrp("lrp-zplus", "z⁺ everywhere", "Σ_j c⁺/z⁺·R_j", LrpComposite.ZPlus, Rank),
    ];

    private static MethodEntry[] Cams() =>
    [
        Cam("gradcam", "where the last feature maps speak for the scalar", "Σ_c mean(∂s/∂A_c)·A_c", "averaging lights up places that were not used (Draelos, Carin 2020); passes model randomisation (Adebayo et al. 2018)", n => new GradCam(n)),
        Cam("gradcam++", "the same with weights that count each occurrence", "Σ_c Σ g²/(2g² + g³·ΣA)·max(g, 0)·A_c", "close to Grad-CAM on positive gradients (Lerma, Lucas 2022)", n => new GradCamPlusPlus(n)),
        Cam("hirescam", "what each place of the feature maps contributes to first order", "Σ_c ∂s/∂A·A", "exact where one linear layer follows, an approximation elsewhere (Draelos, Carin 2020)", n => new HiResCam(n)),
        Cam("layercam", "the same with positive gradients only: for early nodes, too", "Σ_c max(∂s/∂A, 0)·A", "leaves out what speaks against", n => new LayerCam(n)),
        Cam("xgradcam", "Grad-CAM with gradients averaged where maps are active", "Σ_c Σ(∂s/∂A·A)/ΣA·A_c", "weights mean nothing where a map's values sum to about 0", n => new XGradCam(n)),
        Cam("eigencam", "the strongest common pattern of the feature maps", "first principal component of A", "does not look at the class; its sign is a convention", n => new EigenCam(n)),
        new("cam", "the feature maps weighed with the class's weights of the last layer", "Σ_c w_c·A_c", true, "last feature maps", "1 forward", "needs global average pooling and one dense layer at the end", _ => new Cam()),
    ];

    private static MethodEntry[] Perturbation() =>
    [
        new("scorecam", "feature maps weighed with the score of the image seen through each", "Σ_c softmax(s(x·A_c))·A_c", true, Node, "1 forward for each channel", "the mask leaves strange images", s => new ScoreCam(s.Node) { Seed = s.Seed }) { TakesNode = true },
        new("ablationcam", "feature maps weighed with what the score loses without each", "Σ_c (s − s without A_c)/s·A_c", true, Node, "1 forward for each channel", "a channel whose work others can do counts little", s => new AblationCam(s.Node) { Seed = s.Seed }) { TakesNode = true },
        new("occlusion", "what the score loses when a patch is covered", "s(x) − s(x with the patch covered)", true, Image, "1 forward for each patch", "the cover is an edge of its own", s => new Occlusion { Seed = s.Seed }),
        new("rise", "the mean of random masks weighed with the score behind each", "Σ_m s(x·m)·m / Σ m", true, Image, "1,000 to 4,000 forward", "noisy: more masks, less noise", s => new Rise { Seed = s.Seed }),
        new("lime", "a linear model of the score over superpixels that are there or not", "argmin_w Σ π(z)·(s(z) − w·z)² + λ‖w‖²", true, "image, in superpixels", "1 forward for each sample", "superpixels cut across what matters", s => new Lime { Seed = s.Seed }),
        new("kernelshap", "Shapley values of superpixels", "φ_i of the game s(z)", true, "image, in superpixels", "1 forward for each sample", "superpixels cut across what matters", s => new KernelShap { Seed = s.Seed }),
    ];

    private static MethodEntry Lrp(string word, string sentence, string formula, LrpComposite composite, string failures)
        => new(word, sentence, formula, true, "image or `--at`", "1 forward, 1 back (in double)", failures, s => new Lrp(composite, s.Node)) { TakesNode = true };

    private static MethodEntry Cam(string word, string sentence, string formula, string failures, Func<string?, ExplanationMethod> make)
        => new(word, sentence, formula, true, Node, "1 forward, part back", failures, s => make(s.Node)) { TakesNode = true };
}
