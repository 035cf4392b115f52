using System.Text.Json.Serialization;

namespace GpuRetinex.Devices.Tuning;

/// <summary>Generated code reads the file in a few milliseconds at every start; reflection would take some fifty.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TuningDocument))]
internal sealed partial class TuningJson : JsonSerializerContext;
