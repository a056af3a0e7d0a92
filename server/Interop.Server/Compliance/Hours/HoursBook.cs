using Interop.Protocol.AdminApi;
using Interop.Server.Storage;

namespace Interop.Server.Compliance.Hours;

/// <summary>The hours that count for each person now (spec 10.9). In memory, read anew as a whole after each change.</summary>
internal sealed class HoursBook(Database database)
{
    private readonly Lock gate = new();
    private volatile HoursSnapshot? snapshot;

    /// <summary>What counts for a work persona.</summary>
    /// <param name="user">Row of the user.</param>
    public PersonHours Of(long user) => Now().Of(user);

    /// <summary>The first of the named calendars of public holidays that is not there; null when all are.</summary>
    public string? Missing(DeliveryHours hours) => hours.HolidayCalendars?.FirstOrDefault(name => !Now().HasHolidays(name));

    /// <summary>Something of it was changed, and the change is on disk.</summary>
    public void Refresh()
    {
        // Read within the lock: whoever comes last has seen every change that is on disk.
        lock (gate)
            snapshot = database.Read(connection => new HoursSnapshot(connection));
    }

    private HoursSnapshot Now()
    {
        if (snapshot is { } known)
            return known;
        lock (gate)
            return snapshot ??= database.Read(connection => new HoursSnapshot(connection));
    }
}
