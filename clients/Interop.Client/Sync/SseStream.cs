using System.Text.Json.Serialization.Metadata;

namespace Interop.Client.Sync;

/// <param name="Path">Below the API.</param>
/// <param name="Type">Of its events.</param>
/// <param name="Linked">Told true when the connection stands, false when it has ended or could not be made; null for nobody.</param>
internal sealed record SseStream<T>(string Path, JsonTypeInfo<T> Type, Action<bool>? Linked = null);
