using System.Runtime.CompilerServices;
using Interop.Bridges.Connectors;
using Interop.Bridges.Files;
using Interop.Bridges.Native;

namespace Interop.Bridges.Tests.FakeNetwork;

/// <summary>A connector that implements every optional interface, on the fake network.</summary>
public sealed class FakeConnector(FakeNet net)
    : BareConnector(net), IShowsGhosts, IGatedPortals, IObservedPortals, IAnswersInvites, ISendsFormatting, ISendsReplies, ISendsEdits, ISendsRetractions,
        IFetchesFiles, ISendsFiles, ISendsCaptions, ISyncsMembership, ISetsRoomProfile, IPuppets, ICountsMessages
{
    public NativeFormatting Formatting { get; init; } = NativeFormatting.Html;

    public NativeUserId NameGhost(GhostAddress address) => new($"~{address.Network}/{Uri.EscapeDataString(address.Account)}");

    public GhostAddress? ReadGhost(NativeUserId account)
    {
        var slash = account.Value.IndexOf('/');
        return account.Value.StartsWith('~') && slash > 1 ? new GhostAddress(account.Value[1..slash], Uri.UnescapeDataString(account.Value[(slash + 1)..])) : null;
    }

    public bool IsGhost(NativeUserId account) => account.Value.StartsWith('~') && account != Bot;

    public Task ShowGhostAsync(Ghost ghost, CancellationToken cancellationToken)
    {
        Net.Reachable();
        Net.SetAccount(ghost.Account, ghost.DisplayName);
        return Task.CompletedTask;
    }

    /// <summary>Happens when the native room is there and the person is invited, before the bridge knows of it.</summary>
    public Func<NativeRoomId, Task> WhileOpening { get; init; } = _ => Task.CompletedTask;

    public async Task<OpenedPortal> OpenAsync(GatedPortalRequest request, CancellationToken cancellationToken)
    {
        Net.Reachable();
        if (request.Direct)
            return new OpenedPortal(Net.DirectRoom(request.Person, request.Ghosts[0].Account).Id, request.Ghosts[0].Account);
        var room = Net.GetOrAdd(new NativeRoomId($"!portal-{request.Key}"), id => new FakeRoom(id));
        Net.Change(room.Id, r =>
        {
            r.Name = request.Name;
            r.Topic = request.Topic;
            r.Members.UnionWith([Bot, .. request.Ghosts.Select(g => g.Account)]);
            r.Invited.Add(request.Person);
        });
        await WhileOpening(room.Id);
        return new OpenedPortal(room.Id, Bot);
    }

    public Task<ObservedRoom> ObserveAsync(NativeRoomId room, CancellationToken cancellationToken)
    {
        Net.Reachable();
        if (Net.Encrypted.Contains(room))
            throw new NativeRefusedException("It is encrypted end to end, so nothing could be archived.");
        Net.Change(room, r => r.Members.Add(Bot));
        var found = Net.Room(room);
        var people = Net.Members(room).Where(m => m != Bot && !IsGhost(m)).Select(m => new NativeUser(m, char.ToUpperInvariant(m.Value[0]) + m.Value[1..]));
        return Task.FromResult(new ObservedRoom(room, Bot, [.. people], found.Name, found.Topic));
    }

    public Task LeaveAsync(NativeRoomId room, CancellationToken cancellationToken)
    {
        Net.Change(room, r => r.Members.RemoveWhere(m => m == Bot || IsGhost(m)));
        return Task.CompletedTask;
    }

    public Task AnswerInviteAsync(NativeRoomId room, NativeUserId invited, bool accept, CancellationToken cancellationToken)
    {
        Net.Reachable();
        Net.Change(room, r =>
        {
            if (r.Invited.Remove(invited) && accept)
                r.Members.Add(invited);
        });
        return Task.CompletedTask;
    }

    public Task<NativeSent> SendReplyAsync(NativeReply reply, CancellationToken cancellationToken) => Task.FromResult(Write(reply.Message, reply.Target.Id));

    public Task<NativeSent> SendEditAsync(NativeEdit edit, CancellationToken cancellationToken) => Task.FromResult(new NativeSent(Net.Act(
        edit.Message,
        (room, _) => FakePerson.Replace(room, edit.Target.Id, m => m.Sender == edit.Message.Sender
            ? m with { Text = edit.Message.Text, Html = edit.Message.Html, Edited = true }
            : throw new NativeRefusedException("Only the sender of a message changes it.")))));

    public Task<NativeSent> SendRetractionAsync(NativeRetraction retraction, CancellationToken cancellationToken) => Task.FromResult(new NativeSent(Net.Act(
        retraction, (room, _) => FakePerson.Replace(room, retraction.Target.Id, m => m with { Text = "", Html = null, File = null, Retracted = true }))));

    public async Task FetchAsync(InboundFile file, NativeUserId sender, Stream to, long octetsMax, CancellationToken cancellationToken)
    {
        if (Net.FilesAway)
            throw new HttpRequestException("the host of the files is away");
        var octets = Net.Files.TryGetValue(file.Source, out var found) ? found.Octets : throw new NativeRefusedException("It is not there any more.");
        if (octets.Length > octetsMax)
            throw BoundedWrite.TooLarge(octetsMax);
        await to.WriteAsync(octets, cancellationToken);
    }

    public async Task<NativeSent> SendFileAsync(NativeFile file, CancellationToken cancellationToken)
    {
        if (Net.FilesAway)
            throw new HttpRequestException("the host of the files is away");
        if (file.Size > Net.FileOctetsMax)
            throw new NativeRefusedException("It is larger than the network takes.");
        await using var octets = file.Open();
        using var copy = new MemoryStream();
        await octets.CopyToAsync(copy, cancellationToken);
        Net.FilesTaken++;
        var kept = new FakeFile(file.Name, file.ContentType, copy.ToArray());
        return new NativeSent(Net.Act(file, (room, id) => room.Timeline.Add(
            new FakeMessage(id, file.Sender, file.Caption ?? "") { Html = file.CaptionHtml, File = kept, ReplyTo = file.Answers?.Id, Key = file.Key })));
    }

    public Task<NativeSent> SendCaptionAsync(NativeEdit edit, CancellationToken cancellationToken) => SendEditAsync(edit, cancellationToken);

    public Task<NativeSent> SendMembershipAsync(NativeMembership membership, CancellationToken cancellationToken) => Task.FromResult(new NativeSent(Net.Act(
        membership,
        (room, id) =>
        {
            if (membership.Change == MembershipChange.Join)
                room.Members.Add(membership.Subject);
            else
                room.Members.Remove(membership.Subject);
            Net.Show(new InboundMembership
            {
                Id = id, Room = room.Id, Sender = membership.Sender, Subject = membership.Subject, Change = membership.Change,
            });
        })));

    public Task<NativeSent> SendRoomProfileAsync(NativeRoomProfile profile, CancellationToken cancellationToken) => Task.FromResult(new NativeSent(Net.Act(
        profile,
        (room, _) => (room.Name, room.Topic) = (profile.Name ?? room.Name, profile.Topic ?? room.Topic))));

    public Task<bool> CanActAsAsync(NativeUserId account, CancellationToken cancellationToken) => Task.FromResult(Net.Puppets.Contains(account));

    public async IAsyncEnumerable<NativeEventId> CountAsync(NativePortal portal, NativeSpan span, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Net.Reachable();
        await Task.Yield();
        foreach (var message in Net.Timeline(portal.NativeRoom).Where(m => m.Sender != Bot && !IsGhost(m.Sender) && m.Key is null && m.At >= span.From && m.At < span.To))
            yield return message.Id;
        if (Net.Forgetful)
            throw new NativeRefusedException("It keeps no more than this.");
    }
}
