using Fovea;
using Fovea.Analysis;
using Fovea.Data;
using Fovea.Explain;
using Fovea.Lab;
using Fovea.Onnx;
using Fovea.Training;

// A namespace outside of ours, as a reader has: inside, Onnx would be the namespace and not the class.
namespace AReadersProject;

/// <summary>The code of README.md, run.</summary>
public sealed class ReadmeSamples
{
    [Fact]
    public void The_readme_declares_trains_looks_inside_and_saves()
    {
        using ImageDataset images = SampleData.Open(train: true), test = SampleData.Open(train: false);
        (ImageDataset train, ImageDataset validation) = images.Take(3000).Split(0.1, seed: 42);

        using Model cnn = Model.Define("boots", Shape.Image(28, 28, 1), x => x
            .Conv2d(16, 5).Relu().MaxPool(2)
            .Conv2d(32, 3).Relu().MaxPool(2)
            .Flatten().Dense(10), labels: SampleData.ClassNames);
        Console.WriteLine(cnn.Summarize());                    // from the declaration alone: no data, no run

        TrainingRun run = cnn.Train(train, new TrainOptions { Epochs = 3, Seed = 42, Validation = validation });
        Console.WriteLine(run);                                // an epoch a line
        Console.WriteLine(cnn.Evaluate(test));                 // accuracy with its 95 % interval

        Assert.Equal(3, run.Epochs.Count);
        Assert.True(cnn.Evaluate(test).Accuracy > 0.6);

        Image boot = test.Read(0);
        Console.WriteLine(cnn.Predict(boot));                  // the three most probable classes

        using Tensor pixels = InputFormat.Of(cnn).Prepare(boot);
        Objective logit = Objective.Logit(cnn, "Ankle boot");
        Explanation why = cnn.Explain(pixels, new GradCam(), logit)[0];
        Console.WriteLine(why);                                // raw values; drawing them is another call

        using Trace trace = cnn.Trace(pixels, logit);          // one run, everything kept, by name
        Tensor maps = trace["conv2"], speaksFor = trace["conv2.grad"], weights = trace["conv2.weight.grad"];

        Assert.Equal(14 * 14, why.Map.Count);
        Assert.Equal(maps.Shape, speaksFor.Shape);
        Assert.Equal(cnn.Parameters.Find("conv2.weight").Spec.Shape, weights.Shape);

        string file = Path.Combine(Path.GetTempPath(), "boots.safetensors");
        cnn.Save(file);                                        // PyTorch's names and layouts; network, preprocessing and labels as JSON
        using Model same = ModelFile.Load(file);
        Onnx.Save(cnn, Path.ChangeExtension(file, ".onnx"));   // for ONNX Runtime and others
        using Model text = Model.Parse("28x28x1 | conv 16 5x5 | relu | maxpool 2 | conv 32 3x3 | relu | maxpool 2 | flatten | dense 10");

        Assert.Equal(cnn.Predict(boot).ToString(), same.Predict(boot).ToString());
        Assert.Equal(cnn.Graph.Nodes.Select(n => n.ToString()), text.Graph.Nodes.Select(n => n.ToString()));
    }

    [Fact]
    public void The_page_on_transfer_loads_weights()
    {
        using var folder = new Fovea.Cli.Tests.TempFolder();
        string file = folder["resnet18.safetensors"];
        using (Model published = Model.Parse(Zoo.Nets["resnet18"], seed: 4)) published.Save(file);

        using Model resnet = Model.Parse(Zoo.Nets["resnet18"], name: "resnet18");
        WeightReport report = Weights.Load(resnet, file);                       // KerasWeights.Load for .h5
        Console.WriteLine(report);                                             // what matched, what did not, by name and shape

        Assert.True(report.IsComplete);
    }

    [Fact]
    public void The_page_on_transfer_trains_a_head()
    {
        using var folder = new Fovea.Cli.Tests.TempFolder();
        string file = folder["three.safetensors"];
        using (Model three = Model.Parse("28x28x1 | conv 8 5x5 | bn | relu | maxpool 2 | flatten | dense 3")) three.Save(file);
        using ImageDataset train = SampleData.Open(train: true).Take(600);

        using Model pretrained = ModelFile.Load(file);
        using Model model = pretrained.WithHead(10, seed: 1);
        var options = new TrainOptions { Epochs = 3, Freeze = ["*", "!dense1"], RateFactors = [new RateFactor("dense1.bias", 2)] };
        Console.WriteLine(TransferPlan.Of(model, options, train.Count));       // what will be learned, and what is kept
        TrainingRun run = model.Train(train, options);

        Assert.Equal(3, run.Epochs.Count);
        Assert.Equal(pretrained.Parameters["conv1.weight"], model.Parameters["conv1.weight"]);
    }

    [Fact]
    public void The_page_on_measured_choices_makes_and_uses_them()
    {
        using var temporary = new Fovea.Cli.Tests.TempFolder();
        string path = temporary["tuned.json"];
        using Model cnn = Model.Parse("28x28x1 | conv 16 5x5 | relu | maxpool 2 | conv 16 3x3 | flatten | dense 10");

        AlgorithmChoices choices = cnn.Tune(new TuneOptions { Batch = 1 }).Choices;
        choices.Save(path);
        using Plan plan = cnn.Compile(new PlanOptions { Choices = AlgorithmChoices.Load(path) });

        Assert.Equal(choices.Choices.Count, plan.Options.Choices!.Choices.Count);
    }

    [Fact]
    public void The_pages_on_explanations_ask_why_and_check_themselves()
    {
        using Model cnn = Model.Parse("28x28x1 | conv 16 5x5 | relu | maxpool 2 | conv 16 3x3 | relu | flatten | dense 10");
        using var pixels = new Tensor(cnn.Graph.Input.Shape, 2);
        pixels.Values.Fill(0.5f);
        using var images = pixels;
        using var image = new Tensor(cnn.Graph.Input.Shape);

        Provenance why = cnn.Why(image, "conv2", row: 5, column: 7, channel: 12);
        Console.WriteLine(why);                                // the window, the products by channel, the sum, the activation

        var occlusion = new Occlusion(Patch: 4);
        IReadOnlyList<Explanation> maps = cnn.Explain(images, occlusion, Objective.Logit(3));
        TrustBadge trust = cnn.Check(images, occlusion, Objective.Logit(3), maps)[0];
        Console.WriteLine(trust);                              // passes, doubtful or fails, and each check with its number

        MethodComparison table = MethodComparison.Of(cnn, images, classes: [3, 3], [occlusion, new GradCam()], [new Deletion(), new Road()]);
        Console.WriteLine(table);                              // means with 95 % intervals, beside random numbers and edges

        Assert.Equal((2, 12), (maps.Count, why.Channel));
        Assert.Equal(5, table.Rows.Count);
    }

    [Fact]
    public void The_page_on_profiles_measures_and_draws()
    {
        using var temporary = new Fovea.Cli.Tests.TempFolder();
        string folder = temporary["profile"];
        using Model cnn = Model.Parse("28x28x1 | conv 16 5x5 | relu | maxpool 2 | flatten | dense 10");

        PlanProfile profile = cnn.Profile(new ProfileOptions { Batch = 1, Repetitions = 5 });
        Console.WriteLine(profile);                            // the tables
        ProfileLine slowest = profile.Lines.MaxBy(line => line.Milliseconds)!;
        Fovea.Report.ProfileWriter.Write(profile, folder);     // the files of --out

        Assert.Contains(slowest.Name, profile.Lines.Select(l => l.Name));
        Assert.True(File.Exists(Path.Combine(folder, "roofline.svg")));
    }

    [Fact]
    public void The_page_on_errors_analyses_and_writes()
    {
        using var temporary = new Fovea.Cli.Tests.TempFolder();
        string folder = temporary["errors"], path = temporary["cnn.safetensors"];
        using (Model declared = Model.Parse("28x28x1 | conv 8 5x5 stride 2 | relu | maxpool 2 | flatten | dense 10"))
        using (ImageDataset images = SampleData.Open(train: true))
        using (Model ready = Preparation.Of(declared, images.Take(200)))
            ready.Save(path);

        using Model cnn = ModelFile.Load(path);
        using ImageDataset train = SampleData.Open(train: true), test = SampleData.Open(train: false);

        ErrorReport r = ErrorAnalysis.Of(cnn, test.Take(200), new ErrorOptions { Training = train.Take(200) });
        Console.WriteLine(r);                                  // the page of text
        foreach (LabelError e in r.Labels.Suspects) Console.WriteLine($"{e.Id}: {e.Label}, or {e.Suggested}?");
        Fovea.Report.ErrorsWriter.Write(r, cnn, test.Take(200), train.Take(200), folder);   // the files of --out

        Assert.Equal(200, r.Count);
        Assert.True(File.Exists(Path.Combine(folder, "errors.html")));
    }

    [Fact]
    public void The_page_on_shipping_answers()
    {
        using var temporary = new Fovea.Cli.Tests.TempFolder();
        string path = temporary["model.onnx"], picture = temporary.Write("boot.png", Fovea.Cli.Tests.Small.Picture(true, 1).ToPng());
        using (Model declared = Model.Parse("8x8x1 | conv 4 3x3 | relu | globalavgpool | dense 3")) Onnx.Save(declared, path);

        using Model model = Onnx.Load(path);                  // or ModelFile.Load(…) for a .safetensors file
        using var predictor = new Predictor(model);
        Console.WriteLine(predictor.Predict(Image.Load(picture)));
        Assert.Equal(3, model.Outputs);
    }

    [Fact]
    public void The_page_on_the_doctor_examines_and_writes()
    {
        using var temporary = new Fovea.Cli.Tests.TempFolder();
        string folder = temporary["doctor"];
        using Model cnn = Model.Parse("28x28x1 | conv 8 5x5 stride 2 | relu | maxpool 2 | flatten | dense 10");
        using ImageDataset sample = SampleData.Open(train: true);
        (ImageDataset train, ImageDataset validation) = sample.Take(800).Split(0.25);

        using Model ready = Preparation.Of(cnn, train);        // mean, deviation and class names of the images
        Diagnosis d = Doctor.Examine(ready, new LabData(train, validation), new DoctorOptions { Quick = true });
        Console.WriteLine(d);                                  // the text above
        CheckResult rate = d["rate"];
        Fovea.Report.DoctorWriter.Write(d, folder);            // the files of --out

        Assert.NotEqual(Outcome.Broken, rate.Outcome);
        Assert.True(File.Exists(Path.Combine(folder, "doctor.html")));
    }

    [Fact]
    public void The_page_on_hierarchies_measures_and_makes_an_image()
    {
        using var temporary = new Fovea.Cli.Tests.TempFolder();
        string folder = temporary["layers"];
        using Model cnn = Model.Parse("28x28x1 | conv 8 5x5 stride 2 | relu | maxpool 2 | conv 8 3x3 | relu | flatten | dense 10");
        using ImageDataset sample = SampleData.Open(train: true);
        (ImageDataset train, ImageDataset validation) = sample.Take(600).Split(0.25);

        using Model ready = Preparation.Of(cnn, train);        // or a trained one: ModelFile.Load("best.safetensors")
        HierarchyReport r = Hierarchy.Measure(ready, new LabData(train, validation));
        Console.WriteLine(r);                                  // the table above
        Gain? added = r["relu2"].Adds;                         // over which layer, how much, with its interval
        Fovea.Report.HierarchyWriter.Write(r, folder);         // the files of --out
        FeatureImage made = FeatureImage.Of(ready, "relu2", channel: 3);
        Console.WriteLine(OrientationSelectivity.Of(ready, ["relu1"])["relu1"][0]);

        Assert.Equal("relu1", added!.Over);
        Assert.Equal(28 * 28, made.Pixels.Count);
        Assert.True(File.Exists(Path.Combine(folder, "hierarchy.html")));
    }
}
