using System.Text.Json.Serialization;

namespace Interop.Bridges.Native;

/// <summary>An account of a network, as the network writes it and already normalised by the connector (two spellings of one account never reach the core). Unique in the network.</summary>
[JsonConverter(typeof(NativeIdJsonConverter<NativeUserId>))]
public readonly record struct NativeUserId(string Value) : INativeId<NativeUserId>
{
    public static NativeUserId Of(string value) => new(value);

    public override string ToString() => Value;
}
