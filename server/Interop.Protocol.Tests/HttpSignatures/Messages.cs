using System.Text.Json;
using Interop.Protocol.HttpSignatures;

namespace Interop.Protocol.Tests.HttpSignatures;

/// <summary>Messages of the vectors.</summary>
internal static class Messages
{
    public static HttpMessage Of(JsonElement message) => new()
    {
        Method = message.TryGetProperty("method", out var method) ? method.GetString() : null,
        TargetUri = message.TryGetProperty("targetUri", out var uri) ? uri.GetString() : null,
        Status = message.TryGetProperty("status", out var status) ? status.GetInt32() : null,
        Fields = message.GetProperty("fields").EnumerateObject().ToDictionary(f => f.Name, f => f.Value.GetString()!),
        Request = message.TryGetProperty("request", out var request) ? Of(request) : null,
        HasBody = Body(message).Length > 0,
    };

    public static byte[] Body(JsonElement message) => message.TryGetProperty("body", out var body) ? System.Text.Encoding.UTF8.GetBytes(body.GetString()!) : [];
}
