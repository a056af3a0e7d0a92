using Interop.Protocol.Identifiers;
using NodaTime;

namespace Interop.Server.Compliance.Hours;

/// <summary>
/// Who has messages waiting for their hours, and whose turn is next. One entry per person, since everything held for a
/// person opens at the same moment. Keeps nothing on disk: after a crash it is filled again from the rows of held events,
/// and a due time that was stored is never trusted, only recomputed. Safe for many threads.
/// </summary>
internal sealed class HoldSchedule
{
    private readonly Lock gate = new();
    private readonly Dictionary<UserId, Waiting> waiting = [];
    private readonly PriorityQueue<UserId, Instant> queue = new();

    /// <summary>When something held at <paramref name="now"/> is due. No calendar means always open: due at once.</summary>
    public static HoldDue DueAt(DeliveryCalendar? calendar, Instant now)
    {
        var opens = calendar is null ? now : calendar.NextOpening(now);
        return new HoldDue(opens, opens ?? now + Duration.FromDays(DeliveryHoursLimits.LookAheadDays));
    }

    /// <summary>The person has something held. Called again for each held event, it changes nothing.</summary>
    public HoldDue Hold(UserId person, DeliveryCalendar? calendar, Instant now)
    {
        lock (gate)
            return waiting.TryGetValue(person, out var known) && ReferenceEquals(known.Calendar, calendar) ? known.Due : Set(person, calendar, now);
    }

    /// <summary>
    /// The person's hours were changed, or removed (null: due at once). Returns the new due time, which the senders are told
    /// when it differs, or null when nothing is held for this person.
    /// </summary>
    public HoldDue? ChangeCalendar(UserId person, DeliveryCalendar? calendar, Instant now)
    {
        lock (gate)
            return waiting.ContainsKey(person) ? Set(person, calendar, now) : null;
    }

    /// <summary>Nothing is held for this person any more.</summary>
    public void Forget(UserId person)
    {
        lock (gate)
            waiting.Remove(person);
    }

    /// <summary>The earliest moment at which <see cref="TakeDue"/> has something to do, or null when nobody waits.</summary>
    public Instant? NextLook
    {
        get
        {
            lock (gate)
            {
                DropOutdated();
                return queue.TryPeek(out _, out var at) ? at : null;
            }
        }
    }

    /// <summary>
    /// Takes out, earliest opening first, everyone whose hours are open at <paramref name="now"/>. The calendar is asked
    /// again: who is closed after all (the clock was set back, or the look-ahead ran out) stays and is scheduled anew.
    /// </summary>
    public List<UserId> TakeDue(Instant now)
    {
        List<UserId> due = [];
        lock (gate)
        {
            DropOutdated();
            while (queue.TryPeek(out var person, out var at) && at <= now)
            {
                queue.Dequeue();
                var calendar = waiting[person].Calendar;
                if (calendar is null || calendar.IsOpen(now))
                {
                    waiting.Remove(person);
                    due.Add(person);
                }
                else
                {
                    Set(person, calendar, now);
                }
                DropOutdated();
            }
        }
        return due;
    }

    private HoldDue Set(UserId person, DeliveryCalendar? calendar, Instant now)
    {
        var due = DueAt(calendar, now);
        waiting[person] = new Waiting(calendar, due);
        queue.Enqueue(person, due.LookAgain);
        return due;
    }

    /// <summary>A change leaves the earlier entry in the queue; it is recognised here by its time and dropped.</summary>
    private void DropOutdated()
    {
        while (queue.TryPeek(out var person, out var at) && !(waiting.TryGetValue(person, out var known) && known.Due.LookAgain == at))
            queue.Dequeue();
    }

    private sealed record Waiting(DeliveryCalendar? Calendar, HoldDue Due);
}
