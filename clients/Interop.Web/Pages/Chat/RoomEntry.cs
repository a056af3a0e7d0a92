using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;

namespace Interop.Web.Pages.Chat;

/// <summary>A room in the list, with what was said last as far as that is known.</summary>
public sealed class RoomEntry
{
    private readonly UserId self;
    private LastLine? settled; // before what is on its way

    public RoomEntry(RoomView view, UserId self)
    {
        this.self = self;
        Take(view);
    }

    public RoomView View { get; private set; } = null!;

    /// <summary>What was said last; null when nothing was, or nothing that is known here.</summary>
    public LastLine? Last { get; private set; }

    /// <summary>Of the newest that happened, to be listed by.</summary>
    public DateTimeOffset? LastAt { get; private set; }

    public int Unread { get; set; }

    /// <summary>More was said than was read, however much it is.</summary>
    public bool IsUnread => Unread > 0 || HasUnread;

    /// <summary>It was so when the page was opened.</summary>
    public bool HasUnread { get; set; }

    /// <summary>One has left it, or was removed: it is read and not written.</summary>
    public bool IsGone { get; set; }

    /// <summary>Outside their working hours when the room was opened: what is written waits for them.</summary>
    public IReadOnlyList<string> Closed { get; set; } = [];

    public string Path => $"/chat/{self.Local}/{View.Room.Provider.Value}/{View.Room.Uuid:D}";

    public bool IsDirect => View.Kind == "direct";

    /// <summary>False of a personal room, of which nothing is kept (spec 5.7).</summary>
    public bool IsArchived => View.Archived != false;

    /// <summary>May add and remove people, and rename it.</summary>
    public bool IsAdmin => !IsDirect && View.Participants.Any(p => p.User == self && p.Role == "admin");

    public IEnumerable<ParticipantView> Others => View.Participants.Where(p => p.User != self);

    public string Title => IsDirect ? Others.FirstOrDefault()?.DisplayName ?? "Yourself" : View.Name ?? NamesOfOthers();

    /// <summary>Networks and other organisations from which people are here.</summary>
    public IEnumerable<string> Elsewhere =>
        View.Portals.Select(p => p.Network).Concat(Others.Select(p => p.Network).OfType<string>()).Concat(Others.Where(p => p.User.Provider != self.Provider).Select(p => p.User.Provider.Value)).Distinct();

    /// <summary>Who said the last, as a list says it; null in a chat of two of the other.</summary>
    public string? LastBy => Last is not { } last ? null : last.Sender == self ? "You" : IsDirect ? null : NameOf(last.Sender);

    /// <summary>As the server has it now. What was said here since stands.</summary>
    public void Take(RoomView view)
    {
        (View, IsGone) = (view, false);
        if (view.Last is { } last && (Last is null || last.Seq >= Last.Seq))
            Last = LastLine.Of(last);
        Happened(view.Active is { } active ? WireTime.Parse(active) : null);
    }

    /// <summary>Something was said, or is being said; what is older than what is known is passed over.</summary>
    public void Say(LastLine line)
    {
        var isNewer = Last is not { Event: { } known } || line.Seq > Last.Seq || (known == line.Event && line.IsHeld);
        if (!isNewer)
            return;
        settled = Last is { Event: null } ? settled : Last;
        Last = line;
        Happened(line.At);
    }

    /// <summary>What was to be said was refused.</summary>
    public void Unsay()
    {
        if (Last is { Event: null })
            Last = settled;
    }

    public string NameOf(UserId user) => View.Participants.FirstOrDefault(p => p.User == user)?.DisplayName ?? user.Short;

    /// <summary>Of which network or other organisation somebody is; null of one's own.</summary>
    public string? FromOf(UserId user) => View.Participants.FirstOrDefault(p => p.User == user) is { } there
        ? there.Network ?? (there.User.Provider == self.Provider ? null : there.User.Provider.Value)
        : null;

    private void Happened(DateTimeOffset? at)
    {
        if (at is not null && (LastAt is null || at > LastAt))
            LastAt = at;
    }

    private string NamesOfOthers() => Others.Any() ? string.Join(", ", Others.Take(3).Select(p => p.DisplayName)) : "Only you";
}
