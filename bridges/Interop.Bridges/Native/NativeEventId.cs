using System.Text.Json.Serialization;

namespace Interop.Bridges.Native;

/// <summary>An id that a network gives to a message or act. Unique in its native room.</summary>
[JsonConverter(typeof(NativeIdJsonConverter<NativeEventId>))]
public readonly record struct NativeEventId(string Value) : INativeId<NativeEventId>
{
    public static NativeEventId Of(string value) => new(value);

    public override string ToString() => Value;
}
