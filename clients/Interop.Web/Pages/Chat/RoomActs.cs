using System.Text.Json;
using Interop.Client.Submitting;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;

namespace Interop.Web.Pages.Chat;

/// <summary>What is done in a room besides writing. Each answers null when it was taken, else why not.</summary>
public sealed class RoomActs(Submitter submitter)
{
    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    public Task<Refusal?> EditAsync(RoomId room, EventId original, MessageContent content) =>
        DoAsync(DraftOf(room, EventTypes.Edit, content) with { Relates = new Relation(Relation.Replaces, original) });

    public Task<Refusal?> RetractAsync(RoomId room, EventId original) =>
        DoAsync(new EventDraft { Room = room, Type = EventTypes.Retract, Content = Nothing, Relates = new Relation(Relation.Retracts, original) });

    public Task<Refusal?> AddAsync(RoomId room, UserId who) => MembershipAsync(room, who, "join");

    public Task<Refusal?> RemoveAsync(RoomId room, UserId who) => MembershipAsync(room, who, "remove");

    public Task<Refusal?> LeaveAsync(RoomId room, UserId self) => MembershipAsync(room, self, "leave");

    /// <summary>Another name and topic; an empty one stays as it is.</summary>
    public Task<Refusal?> RenameAsync(RoomEntry entry, string name, string topic)
    {
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        if (name.Trim() is { Length: > 0 } called && called != entry.View.Name)
            said["name"] = called;
        if (topic.Trim() is { Length: > 0 } about && about != entry.View.Topic)
            said["topic"] = about;
        return said.Count == 0 ? Task.FromResult<Refusal?>(null) : DoAsync(new EventDraft
        {
            Room = entry.View.Room, Type = EventTypes.Room, Content = JsonSerializer.SerializeToElement(said), State = State((StateFields.Kind, entry.View.Kind)),
        });
    }

    internal static EventDraft DraftOf(RoomId room, string type, MessageContent content) =>
        new() { Room = room, Type = type, Content = JsonSerializer.SerializeToElement(content, OcipJson.Default.MessageContent) };

    private Task<Refusal?> MembershipAsync(RoomId room, UserId who, string change) =>
        DoAsync(new EventDraft { Room = room, Type = EventTypes.Membership, Content = Nothing, State = State((StateFields.Target, who.Value), (StateFields.Membership, change)) });

    private static JsonElement State(params (string Name, string Value)[] fields) =>
        JsonSerializer.SerializeToElement(fields.ToDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal));

    private async Task<Refusal?> DoAsync(EventDraft draft)
    {
        var result = await submitter.SubmitAsync(draft);
        return result.Code.StartsWith('2') ? null : new Refusal(result.Code, result.Detail ?? Shared.Verdict.WordOf(result.Code));
    }
}
