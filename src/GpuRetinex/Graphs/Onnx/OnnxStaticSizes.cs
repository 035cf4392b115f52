using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Graphs.Onnx;

/// <summary>Sizes that are known when the model is written.</summary>
internal sealed class OnnxStaticSizes(OnnxModel model) : OnnxSizes(model)
{
    /// <summary>
    /// A Resize where both axes grow by whole factors and the float32 rule takes the same pixels as exact division would:
    /// then every engine's rounding gives them. Elsewhere a Gather from a table of source pixels for each axis.
    /// </summary>
    public override string Resize(string tensor, Shape shape, string like, Shape size, string name)
    {
        if (shape.H == size.H && shape.W == size.W) return tensor;
        int[] rows = NearestResize.SourceIndices(shape.H, size.H), columns = NearestResize.SourceIndices(shape.W, size.W);
        if (IsExactMultiple(shape.H, rows) && IsExactMultiple(shape.W, columns))
        {
            var factors = new Tensor(new Shape(4), [1, 1, size.H / shape.H, size.W / shape.W]);
            string scales = Model.Constant($"{name}/scales", factors);
            return Model.Node(
                "Resize", [tensor, "", scales], Model.Unique(name),
                OnnxAttribute.Text("mode", "nearest"),
                OnnxAttribute.Text("coordinate_transformation_mode", "asymmetric"),
                OnnxAttribute.Text("nearest_mode", "floor"));
        }

        return Gather(Gather(tensor, rows, HeightAxis, name), columns, WidthAxis, name);
    }

    public override string Crop(string tensor, Shape shape, string like, Shape size, string name)
    {
        if (shape.H == size.H && shape.W == size.W) return tensor;
        string starts = Model.Integers($"{name}/starts", 0, 0), ends = Model.Integers($"{name}/ends", size.H, size.W);
        string axes = Model.Integers($"{name}/axes", HeightAxis, WidthAxis);
        return Model.Node("Slice", [tensor, starts, ends, axes], Model.Unique($"{name}/crop"));
    }

    public override string SizeOf(Shape shape, string like, Shape size, string name) =>
        Model.Integers($"{name}/sizes", shape.N, shape.C, size.H, size.W);

    public override int Excess(int full, int size, int stride) => Math.Max(size - full, 0);

    private static bool IsExactMultiple(int input, int[] sources)
    {
        if (sources.Length % input != 0) return false;
        int factor = sources.Length / input;
        for (int i = 0; i < sources.Length; i++)
            if (sources[i] != i / factor)
                return false;
        return true;
    }

    private string Gather(string tensor, int[] sources, int axis, string name)
    {
        string table = Model.Integers($"{name}/sources", [.. sources.Select(source => (long)source)]);
        return Model.Node("Gather", [tensor, table], Model.Unique(name), OnnxAttribute.Integer("axis", axis));
    }
}
