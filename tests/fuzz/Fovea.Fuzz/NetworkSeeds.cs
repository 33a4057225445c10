using Fovea.Onnx.Proto;
using Fovea.Tests;
using Google.Protobuf;

namespace Fovea.Fuzz;

/// <summary>Seeds that are networks: nets of all ops as Fovea writes them and as if another program had, and ONNX's own tests of ops.</summary>
internal static class NetworkSeeds
{
    private const string Suite = "/usr/share/libonnx-testdata/data/node";
    private const int Nets = 60, MostBytes = 3_500;

    private static readonly string[] Conformance =
    [
        "averagepool_2d_ceil", "averagepool_2d_same_lower", "averagepool_1d_default", "batchnorm_epsilon", "clip_inbounds", "concat_2d_axis_1", "conv_with_autopad_same",
        "conv_with_strides_padding", "convtranspose_dilations", "convtranspose_pads", "depthtospace_crd_mode_example", "dropout_default_ratio", "flatten_axis2", "gather_0", "gemm_all_attributes",
        "globalaveragepool", "hardswish", "instancenorm_epsilon", "layer_normalization_4d_axis_negative_1", "layer_normalization_3d_axis2_epsilon_expanded", "lrn", "matmul_2d", "maxpool_2d_dilations", "maxpool_2d_ceil", "mul_bcast", "constant_pad",
        "prelu_broadcast", "reduce_mean_do_not_keepdims_example", "reduce_l2_keep_dims_example", "reshape_negative_dim", "resize_upsample_sizes_nearest", "resize_downsample_scales_cubic", "slice_neg_steps",
        "softmax_axis_2", "spacetodepth", "split_variable_parts_2d", "squeeze_negative_axes", "transpose_all_permutations_3", "unsqueeze_two_axes", "upsample_nearest", "sum_example", "argmax_keepdims_example",
    ];

    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        for (int i = 0; i < Nets; i++)
        {
            using Model net = Model.Parse(RandomNet.OfAllOps(new Random(i)), name: $"net{i}");
            ModelProto proto = Onnx.Exporter.Export(net, new Onnx.OnnxExportOptions { Opset = Onnx.OnnxExportOptions.OldestOpset + i % 4, IncludePreprocessing = i % 3 == 0 });
            if (proto.CalculateSize() > MostBytes) continue;
            File.WriteAllBytes(Path.Combine(folder, $"net{i}.onnx"), proto.ToByteArray());
            proto.MetadataProps.Clear();
            File.WriteAllBytes(Path.Combine(folder, $"net{i}-foreign.onnx"), proto.ToByteArray());
        }
        File.WriteAllBytes(Path.Combine(folder, "channels-last.onnx"), ChannelsLast().ToByteArray());
        foreach (string name in Conformance) File.WriteAllBytes(Path.Combine(folder, $"test_{name}.onnx"), OneInput(Path.Combine(Suite, $"test_{name}")).ToByteArray());
    }

    // A test of an op with the values of its second input and the following ones in the file.
    private static ModelProto OneInput(string test)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(test, "model.onnx")));
        for (int i = model.Graph.Input.Count - 1; i > 0; i--)
        {
            TensorProto values = TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(test, "test_data_set_0", $"input_{i}.pb")));
            values.Name = model.Graph.Input[i].Name;
            model.Graph.Initializer.Add(values);
            model.Graph.Input.RemoveAt(i);
        }
        return model;
    }

    // As TensorFlow's converter writes it.
    private static ModelProto ChannelsLast()
    {
        static NodeProto Node(string op, string output, string[] inputs, params AttributeProto[] attributes) => new() { OpType = op, Name = output, Output = { output }, Input = { inputs }, Attribute = { attributes } };
        static AttributeProto Ints(string name, params long[] values) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };
        static TensorProto Floats(string name, params long[] dims)
            => new() { Name = name, DataType = 1, Dims = { dims }, FloatData = { Enumerable.Range(1, (int)dims.Aggregate(1L, (n, d) => n * d)).Select(i => 1f / i) } };
        static TensorShapeProto.Types.Dimension Size(long n) => new() { DimValue = n };
        return new ModelProto
        {
            IrVersion = 8,
            OpsetImport = { new OperatorSetIdProto { Version = 13 } },
            Graph = new GraphProto
            {
                Name = "tf2onnx",
                Input = { new ValueInfoProto { Name = "x", Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1, Shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "N" }, Size(6), Size(5), Size(3) } } } } } },
                Output = { new ValueInfoProto { Name = "y" } },
                Initializer = { Floats("w", 4, 3, 2, 2), Floats("b", 4), Floats("scale", 4), Floats("m", 24, 5), Floats("six", 1), new TensorProto { Name = "shape", DataType = 7, Dims = { 2 }, Int64Data = { -1, 24 } } },
                Node =
                {
                    Node("Transpose", "in", ["x"], Ints("perm", 0, 3, 1, 2)), Node("Conv", "conv", ["in", "w", "b"], Ints("strides", 2, 2)),
                    Node("Transpose", "last", ["conv"], Ints("perm", 0, 2, 3, 1)), Node("Mul", "scaled", ["last", "scale"]), Node("Sigmoid", "gate", ["scaled"]), Node("Mul", "swish", ["scaled", "gate"]),
                    Node("Reshape", "flat", ["swish", "shape"]), Node("MatMul", "dense", ["flat", "m"]), Node("Div", "sixth", ["dense", "six"]), Node("Softmax", "y", ["sixth"]),
                },
            },
        };
    }
}
