using Fovea.Onnx.Proto;
using Google.Protobuf;
using static Fovea.Onnx.Tensors;

namespace Fovea.Onnx.Tests;

/// <summary>What is no network of one image says what it is, where, and what helps.</summary>
public sealed class ImportErrorTests
{
    private static string Error(byte[] file, OnnxImportOptions? options = null) => Assert.Throws<ModelFileException>(() => RoundTrip.Read(file, options)).Message;

    [Fact]
    public void An_op_that_no_layer_computes_is_named_with_its_node_and_opset()
    {
        var f = new FileMaker(13, -1, 3, 4, 4);
        Assert.Equal("""
            test.onnx: Det node '/Det_0' (opset 13): no layer of Fovea computes this op
              help  export the network up to this node, or report the op
            """, Error(f.Bytes(f.Node("Det", ["image"]))));
    }

    [Fact]
    public void A_mean_over_the_batch_is_refused()
    {
        var f = new FileMaker(13, -1, 3, 4, 4);
        Assert.Equal("""
            test.onnx: ReduceMean node '/ReduceMean_0' (opset 13): it goes over the images of a batch
              rule  a network is the function of one image
            """, Error(f.Bytes(f.Node("ReduceMean", ["image"], Ints("axes", 0)))));
    }

    [Fact]
    public void Two_images_are_refused()
    {
        var f = new FileMaker(13, -1, 3, 4, 4);
        ModelProto proto = ModelProto.Parser.ParseFrom(f.Bytes(f.Node("Add", ["image", "other"])));
        ValueInfoProto second = proto.Graph.Input[0].Clone();
        second.Name = "other";
        proto.Graph.Input.Add(second);
        Assert.Equal("""
            test.onnx: output '/Add_0_output_0' depends on 2 inputs: image, other
              rule  a network is the function of one image
              help  make the others initializers of the file, or export another output
            """, Error(proto.ToByteArray()));
    }

    [Fact]
    public void Batch_norm_in_training_mode_is_refused()
    {
        var f = new FileMaker(15, -1, 3, 4, 4);
        string y = f.Node("BatchNormalization", ["image", f.Weight("s", 3), f.Weight("b", 3), f.Weight("m", 3), f.Positive("v", 3)], Int("training_mode", 1));
        Assert.Equal("""
            test.onnx: BatchNormalization node '/BatchNormalization_0' (opset 15): it takes its statistics from the batch
              rule  a network is the function of one image
              help  export the network in evaluation mode
            """, Error(f.Bytes(y)));
    }

    [Fact]
    public void A_size_that_is_open_can_be_given()
    {
        byte[] Open()
        {
            var f = new FileMaker(13, -1, 3, -1, -1);
            return f.Bytes(f.Node("Relu", ["image"]));
        }
        Assert.Equal("""
            test.onnx: input 'image' is N×3×?×?
              rule  the size of the image is known
              help  give it: --input-size 224x224x3, height × width × channels
            """, Error(Open()));
        using Model model = RoundTrip.Read(Open(), new OnnxImportOptions { Size = Shape.Image(6, 8, 3) }).Model;
        Assert.Equal(Shape.Image(6, 8, 3), model.Graph.Input.Shape);
        Assert.Equal("""
            test.onnx: input 'image' is N×3×?×?, not 6×8×1
              rule  a size that the file fixes cannot be changed
              help  leave the size out, or export the network with open sizes
            """, Error(Open(), new OnnxImportOptions { Size = Shape.Image(6, 8, 1) }));
    }

    [Fact]
    public void A_file_for_several_images_says_what_does_not_fit_one()
    {
        var f = new FileMaker(13, 4, 3, 4, 5);
        Assert.Equal("""
            test.onnx: Reshape node '/Reshape_1' (opset 13): 1×3×4×5 cannot become 2×120
              rule  both have as many elements, for one image
              help  the file is written for 4 images at once; export it for one or for any number
            """, Error(f.Bytes(f.Node("Reshape", ["image", f.Ints(2, 120)]))));
    }

    [Fact]
    public void An_output_can_be_named()
    {
        byte[] Two()
        {
            var f = new FileMaker(13, -1, 3, 4, 4);
            return f.Bytes(f.Node("Relu", ["image"]), f.Node("Tanh", ["image"]));
        }
        OnnxImport first = RoundTrip.Read(Two()), second = RoundTrip.Read(Two(), new OnnxImportOptions { Output = "/Tanh_1_output_0" });
        using Model one = first.Model, two = second.Model;
        Assert.Equal(("Relu_0", "Tanh_1"), (one.Graph.Output.Name, two.Graph.Output.Name));
        Assert.Equal(["/Tanh_1_output_0"], first.Report.OtherOutputs);
        Assert.Equal("""
            test.onnx: there is no output 'tanh'
              rule  the outputs are /Relu_0_output_0, /Tanh_1_output_0
            """, Error(Two(), new OnnxImportOptions { Output = "tanh" }));
    }

    [Fact]
    public void The_choice_of_a_class_is_left_to_the_labels()
    {
        var f = new FileMaker(13, -1, 6);
        string scores = f.Node("Gemm", ["image", f.Weight("fc.weight", 4, 6), f.Weight("fc.bias", 4)], Int("transB", 1));
        OnnxImport import = RoundTrip.Read(f.Bytes(f.Node("ArgMax", [scores], Int("axis", 1))), new OnnxImportOptions { Labels = ["a", "b", "c", "d"] });
        using Model model = import.Model;
        Assert.Equal(("fc", 4, "c"), (model.Graph.Output.Name, model.Outputs, model.LabelOf(2)));
        Assert.Contains("ArgMax node '/ArgMax_1' picks classes; the network gives the scores that it picks from, '/Gemm_0_output_0'", import.Report.Notes);
    }

    [Fact]
    public void Values_that_are_no_numbers_are_reported()
    {
        var f = new FileMaker(13, -1, 6);
        ModelProto proto = ModelProto.Parser.ParseFrom(f.Bytes(f.Node("Gemm", ["image", f.Weight("fc.weight", 4, 6)], Int("transB", 1))));
        proto.Graph.Initializer[0] = Floats("fc.weight", [4, 6], [.. Enumerable.Repeat(float.NaN, 24)]);
        OnnxImport import = RoundTrip.Read(proto.ToByteArray());
        import.Model.Dispose();
        Assert.Contains("fc.weight holds 24 values that are infinite or not numbers", import.Report.Notes);
    }

    [Fact]
    public void The_report_prints_itself()
    {
        var f = new FileMaker(13, -1, 3, 4, 4);
        string x = f.Node("Conv", ["image", f.Weight("conv1.weight", 4, 3, 1, 1)]);
        string wide = f.Node("Softmax", [x], Int("axis", 3));
        OnnxImport import = RoundTrip.Read(f.Bytes(wide), new OnnxImportOptions { Preprocessing = Preprocessing.Default });
        import.Model.Dispose();
        Assert.Equal("""
            test.onnx: opset 13: 2 nodes became 4: 0 computed once, 0 joined with others, 1 that only move elements
              moves   Softmax_1.transpose
            """, import.Report.ToString());
    }
}
