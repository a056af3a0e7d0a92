using Interop.Server.Delivery;
using Interop.Server.Identity;

namespace Interop.Server.Compliance.Hours;

/// <summary>Puts changed hours in force: for everybody who is known in this process, and for what is held for them. Safe for many threads.</summary>
internal sealed class HoursChanges(HoursBook book, UserDirectory users, Holds holds)
{
    private readonly Lock gate = new();

    /// <summary>Hours were changed, and the change is on disk.</summary>
    /// <param name="only">The one person whose hours they are; null when others' may be too.</param>
    public void Apply(User? only = null)
    {
        lock (gate)
        {
            book.Refresh();
            foreach (var user in only is null ? users.Known() : [only])
            {
                if (user.IsOurs && user.Kind == User.Work)
                    Set(user);
            }
        }
    }

    private void Set(User user)
    {
        var calendar = book.Of(user.Id).Calendar;
        if (calendar is null && user.Person.Calendar is null)
            return;
        user.Person.Calendar = calendar;
        holds.CalendarChanged(user);
    }
}
