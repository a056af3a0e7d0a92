using System.Text.Json.Serialization;

namespace Interop.Bridges.Native;

/// <summary>A room or conversation of a network, as the network writes it: opaque to the core. Unique in the network. Of a direct chat without rooms the connector makes it of the two addresses.</summary>
[JsonConverter(typeof(NativeIdJsonConverter<NativeRoomId>))]
public readonly record struct NativeRoomId(string Value) : INativeId<NativeRoomId>
{
    public static NativeRoomId Of(string value) => new(value);

    public override string ToString() => Value;
}
