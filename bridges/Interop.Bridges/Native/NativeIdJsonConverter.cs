using System.Text.Json;
using System.Text.Json.Serialization;

namespace Interop.Bridges.Native;

/// <summary>Writes a native id as a JSON string.</summary>
public sealed class NativeIdJsonConverter<T> : JsonConverter<T>
    where T : struct, INativeId<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.Of(reader.GetString() ?? throw new JsonException($"{typeof(T).Name}: a string expected"));

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
