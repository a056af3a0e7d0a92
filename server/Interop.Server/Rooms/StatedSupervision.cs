using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.Events;
using Interop.Protocol.Supervision;

namespace Interop.Server.Rooms;

/// <summary>The declarations in the state of events and of rooms (spec 05): one per organisation, without texts.</summary>
internal static class StatedSupervision
{
    private const int KnownMax = 256;

    // Nearly all rooms state the same: they share what was read of it, of which a room would else be the half.
    private static readonly ConcurrentDictionary<string, SupervisionDeclaration[]> Known = new(StringComparer.Ordinal);

    public static bool Has(SupervisionDeclaration[] stated, SupervisionDeclaration declaration) =>
        Array.Exists(stated, s => s.By == declaration.By && s.Notice.Digest == declaration.Notice.Digest);

    public static JsonNode Node(SupervisionDeclaration[] declarations) =>
        JsonSerializer.SerializeToNode([.. declarations.OrderBy(d => d.By.Value, StringComparer.Ordinal)], OcipJson.Default.SupervisionDeclarationArray)!;

    /// <summary>What a room's state has after an event: each declaration stands in place of the earlier one of the same organisation. Null when the event has none.</summary>
    public static SupervisionDeclaration[]? After(SupervisionDeclaration[] stated, EventHeader header)
    {
        if (header.Type is not (EventTypes.Room or EventTypes.Supervision) || header.State is not { ValueKind: JsonValueKind.Object } state
            || !state.TryGetProperty(StateFields.Supervision, out var list) || SupervisionValidator.Read(list) is not { } declared)
            return null;
        return [.. stated.Where(s => !Array.Exists(declared, d => d.By == s.By)), .. declared];
    }

    public static string Text(SupervisionDeclaration[] stated) => JsonSerializer.Serialize(stated, OcipJson.Default.SupervisionDeclarationArray);

    public static SupervisionDeclaration[] Parse(string? text)
    {
        if (text is null)
            return [];
        if (Known.Count >= KnownMax)
            Known.Clear();
        return Known.GetOrAdd(text, static t => JsonSerializer.Deserialize(t, OcipJson.Default.SupervisionDeclarationArray)!);
    }
}
