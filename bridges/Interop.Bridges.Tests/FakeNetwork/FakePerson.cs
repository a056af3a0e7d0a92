using Interop.Bridges.Native;
using Interop.Bridges.Tests.ConnectorContract;

namespace Interop.Bridges.Tests.FakeNetwork;

/// <summary>Somebody at a client of the fake network.</summary>
public sealed class FakePerson(FakeNet net, string account) : INativePerson
{
    public NativeUserId Account { get; } = new(account);

    /// <summary>As the network says it; null when it does not.</summary>
    public string? Language { get; init; }

    public Task<NativeRoomId> StartDirectAsync(NativeUserId ghost)
    {
        var room = net.GetOrAdd(new NativeRoomId($"!dm-{net.NextId()}"), id => new FakeRoom(id) { Direct = true });
        net.Change(room.Id, r =>
        {
            r.Members.Add(Account);
            r.Invited.Add(ghost);
        });
        ShowInvite(room, ghost);
        return Task.FromResult(room.Id);
    }

    public Task<NativeRoomId> MakeRoomAsync(string name)
    {
        var room = net.GetOrAdd(new NativeRoomId($"!room-{net.NextId()}"), id => new FakeRoom(id) { Name = name });
        net.Change(room.Id, r => r.Members.Add(Account));
        return Task.FromResult(room.Id);
    }

    public Task InviteAsync(NativeRoomId room, NativeUserId account)
    {
        net.Change(room, r => r.Invited.Add(account));
        if (account.Value.StartsWith('~'))
            ShowInvite(net.Room(room), account);
        return Task.CompletedTask;
    }

    public Task JoinAsync(NativeRoomId room)
    {
        if (net.Members(room).Contains(Account))
            return Task.CompletedTask;
        net.Change(room, r => r.Members.Add(Account));
        ShowMembership(room, Account, MembershipChange.Join);
        return Task.CompletedTask;
    }

    public Task LeaveAsync(NativeRoomId room)
    {
        net.Change(room, r => r.Members.Remove(Account));
        ShowMembership(room, Account, MembershipChange.Leave);
        return Task.CompletedTask;
    }

    /// <summary>Throws somebody out.</summary>
    public Task KickAsync(NativeRoomId room, NativeUserId account)
    {
        net.Change(room, r => r.Members.Remove(account));
        ShowMembership(room, account, MembershipChange.Remove);
        return Task.CompletedTask;
    }

    public Task RenameAsync(NativeRoomId room, string newName)
    {
        net.Change(room, r => r.Name = newName);
        net.Show(new InboundRoomProfile { Id = net.NextId(), Room = room, Sender = Account, SenderName = Name, Name = newName });
        return Task.CompletedTask;
    }

    /// <summary>Writes to a ghost without any room, as networks without rooms for two do.</summary>
    public Task<NativeEventId> SayDirectAsync(NativeUserId ghost, string text)
    {
        net.DirectRoom(Account, ghost);
        return SayAsync(FakeNet.DirectId(Account, ghost), text);
    }

    public Task<NativeEventId> SayAsync(NativeRoomId room, string text, string? html = null) => SayAsync(room, text, html, null, null, MessageKind.Text);

    public Task<NativeEventId> SayAsync(NativeRoomId room, string text, string? html, NativeEventId? replyTo, string? quote, MessageKind kind)
    {
        var id = net.NextId();
        net.Change(room, r => r.Timeline.Add(new FakeMessage(id, Account, text) { Html = html, ReplyTo = replyTo, Kind = kind }));
        net.Show(new InboundMessage
        {
            Id = id, Aliases = [new NativeAlias("client", new NativeEventId("c" + id))], Room = room, Sender = Account, SenderName = Name, SenderLanguage = Language, Text = text, Html = html,
            ReplyTo = replyTo, ReplyQuote = quote, Kind = kind, DirectWith = net.Room(room).DirectGhost, SentAt = TimeProvider.System.GetUtcNow(),
        });
        return Task.FromResult(id);
    }

    public Task ReplyAsync(NativeRoomId room, NativeEventId to, string text) => SayAsync(room, text, null, to, null, MessageKind.Text);

    public Task EditAsync(NativeRoomId room, NativeEventId message, string text)
    {
        net.Change(room, r => Replace(r, message, m => m with { Text = text, Edited = true }));
        net.Show(new InboundEdit
        {
            Id = net.NextId(), Room = room, Sender = Account, SenderName = Name, Target = message, Text = text, DirectWith = net.Room(room).DirectGhost,
        });
        return Task.CompletedTask;
    }

    public Task<NativeEventId> SendFileAsync(NativeRoomId room, PersonFile file, string? caption = null)
    {
        var id = net.NextId();
        var kept = new FakeFile(file.Name, file.ContentType, file.Octets);
        net.Files[$"file/{id}"] = kept;
        net.Change(room, r => r.Timeline.Add(new FakeMessage(id, Account, caption ?? "") { File = kept }));
        net.Show(new InboundMessage
        {
            Id = id, Room = room, Sender = Account, SenderName = Name, Text = caption ?? "", DirectWith = net.Room(room).DirectGhost, Files = [Shown(file, $"file/{id}")],
        });
        return Task.FromResult(id);
    }

    public Task EditCaptionAsync(NativeRoomId room, NativeEventId message, PersonFile file, string caption)
    {
        net.Change(room, r => Replace(r, message, m => m with { Text = caption, Edited = true }));
        net.Show(new InboundEdit
        {
            Id = net.NextId(), Room = room, Sender = Account, SenderName = Name, Target = message, Text = caption, DirectWith = net.Room(room).DirectGhost,
            Files = [Shown(file, $"file/{message}")],
        });
        return Task.CompletedTask;
    }

    public Task<byte[]> OpenAsync(SeenMessage message) =>
        Task.FromResult(net.Rooms.SelectMany(r => net.Timeline(r.Id)).First(m => m.Id == message.Id).File!.Octets);

    public Task RetractAsync(NativeRoomId room, NativeEventId message)
    {
        net.Change(room, r => Replace(r, message, m => m with { Text = "", Html = null, File = null, Retracted = true }));
        net.Show(new InboundRetraction { Id = net.NextId(), Room = room, Sender = Account, SenderName = Name, Target = message });
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<SeenMessage>> TimelineAsync(NativeRoomId room) => Task.FromResult<IReadOnlyList<SeenMessage>>(
    [
        .. net.Timeline(room).Select(m => new SeenMessage(m.Id, m.Sender, m.Text)
        {
            Html = m.Html, Notice = m.Kind == MessageKind.Notice, Edited = m.Edited, Retracted = m.Retracted, ReplyTo = m.ReplyTo,
            FileName = m.File?.Name, FileAddress = m.File is null ? null : m.Id.Value, IsPicture = m.File?.ContentType.StartsWith("image/", StringComparison.Ordinal) == true,
        }),
    ]);

    public Task<IReadOnlyList<NativeUserId>> MembersAsync(NativeRoomId room) => Task.FromResult(net.Members(room));

    /// <summary>The name that the network shows.</summary>
    public string Name => char.ToUpperInvariant(Account.Value[0]) + Account.Value[1..];

    internal static void Replace(FakeRoom room, NativeEventId message, Func<FakeMessage, FakeMessage> change)
    {
        var i = room.Timeline.FindIndex(m => m.Id == message);
        if (i >= 0)
            room.Timeline[i] = change(room.Timeline[i]);
    }

    private static InboundFile Shown(PersonFile file, string source) =>
        new() { Source = source, Name = file.Name, ContentType = file.ContentType, Size = file.Octets.Length, Otherwise = $"[{file.Name}]" };

    private void ShowInvite(FakeRoom room, NativeUserId account) =>
        net.Show(new InboundInvite { Id = net.NextId(), Room = room.Id, Sender = Account, SenderName = Name, Invited = account, Direct = room.Direct });

    private void ShowMembership(NativeRoomId room, NativeUserId subject, MembershipChange change) => net.Show(new InboundMembership
    {
        Id = net.NextId(), Room = room, Sender = Account, SenderName = Name, Subject = subject, SubjectName = subject == Account ? Name : null, Change = change,
    });
}
