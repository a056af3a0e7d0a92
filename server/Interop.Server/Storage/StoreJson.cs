using System.Text.Json.Serialization;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Retention;

namespace Interop.Server.Storage;

/// <summary>JSON of what only the store holds.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SignedStamp))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(DuePlan))]
internal sealed partial class StoreJson : JsonSerializerContext;
