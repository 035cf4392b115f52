namespace GpuRetinex.Graphs.Onnx;

/// <summary>An attribute of an ONNX node, encoded as AttributeProto.</summary>
internal sealed class OnnxAttribute
{
    private const int Name = 1, FloatValue = 2, IntegerValue = 3, TextValue = 4, IntegerValues = 8, Type = 20;
    private const int FloatType = 1, IntegerType = 2, TextType = 3, IntegersType = 7;

    private OnnxAttribute(ProtobufMessage message) => Message = message;

    public ProtobufMessage Message { get; }

    public static OnnxAttribute Float(string name, float value) =>
        new(Named(name).Float(FloatValue, value).Integer(Type, FloatType));

    public static OnnxAttribute Integer(string name, long value) =>
        new(Named(name).Integer(IntegerValue, value).Integer(Type, IntegerType));

    public static OnnxAttribute Text(string name, string value) =>
        new(Named(name).Text(TextValue, value).Integer(Type, TextType));

    public static OnnxAttribute Integers(string name, params ReadOnlySpan<long> values)
    {
        ProtobufMessage message = Named(name);
        foreach (long value in values) message.Integer(IntegerValues, value);
        return new OnnxAttribute(message.Integer(Type, IntegersType));
    }

    private static ProtobufMessage Named(string name) => new ProtobufMessage().Text(Name, name);
}
