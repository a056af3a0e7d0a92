using System.Text.Json;
using System.Text.Json.Serialization;
using Interop.Bridges.Native;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Storage;

/// <summary>JSON of what the bridge keeps for itself.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InboundEvent))]
[JsonSerializable(typeof(UserId[]))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class BridgeJson : JsonSerializerContext;
