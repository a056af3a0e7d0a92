using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.ReviewApi;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Rooms;
using Interop.Server.Storage;
using Interop.Server.Supervision.Settings;

namespace Interop.Server.Supervision.Actions;

/// <summary>
/// Tells senders what their reviewer wants to say to them (spec 07.9): a message in a direct room with the organisation's supervision, a service. It names
/// no reviewer, and is archived like any message. Under the action's own id, so that a repeat sends nothing twice.
/// </summary>
internal sealed class SenderNotices(Database database, SettingsBook settings, Accounts accounts, UserDirectory users, RoomCreation rooms, Submissions submissions)
{
    private const string ServiceName = "supervision";

    public async Task SendAsync(ReviewAction action, long[] items)
    {
        var text = action.Text ?? settings.Current.Templates.First(t => t.Name == action.Template).Text;
        var service = await ServiceAsync();
        var principal = new Principal(ServiceName, ServiceName, [Principal.Client], service, null, null) { SubmitterId = service.Id };
        var events = new List<EventDraft>();
        foreach (var sender in database.Read(c => c.Query<long>("SELECT DISTINCT sender FROM supervision_items WHERE id IN @items ORDER BY sender", new { items }).AsList()))
        {
            var room = await rooms.DirectAsync(principal, service, users.Get(sender));
            events.Add(new EventDraft { Room = room.RoomId, Type = EventTypes.Message, Content = JsonSerializer.SerializeToElement(MessageText.Of(text), OcipJson.Default.MessageContent) });
        }
        if (events.Count > 0)
            await submissions.SubmitAsync(principal, new SubmitRequest(action.Id, [.. events]));
    }

    private async Task<User> ServiceAsync()
    {
        if (users.FindLocal(ServiceName) is { Kind: User.Service } known)
            return known;
        await accounts.CreateAsync(Principal.Server, new AccountRequest(ServiceName, "Supervision", [new PersonaRequest(User.Service, ServiceName)]));
        return users.FindLocal(ServiceName) ?? throw new InvalidOperationException("the service of supervision is not there");
    }
}
