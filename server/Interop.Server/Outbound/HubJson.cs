using System.Text.Json.Serialization;

namespace Interop.Server.Outbound;

/// <summary>The hub's own type beside the wire types of <see cref="Interop.Protocol.OcipJson"/>.</summary>
[JsonSerializable(typeof(RawJson))]
internal sealed partial class HubJson : JsonSerializerContext;
