using Interop.Server.Identity;
using NodaTime;
using NodaTime.Text;

namespace Interop.Server.Compliance.Labour;

/// <summary>What one record adds to a person's month.</summary>
/// <param name="User">Row.</param>
/// <param name="Month">yyyy-MM, in the zone of the person's hours; UTC when there are none any more.</param>
/// <param name="Attempts">Events that were held.</param>
/// <param name="Overrides">Urgent ones that reached the person.</param>
/// <param name="Sent">Own ones.</param>
/// <param name="At">Of what took the person's time: Unix seconds.</param>
internal sealed record LabourCount(long User, string Month, int Attempts, int Overrides, int Sent, long? At)
{
    public static LabourCount Held(User user, Instant at) => new(user.Id, MonthOf(user, at), 1, 0, 0, null);

    public static LabourCount Moment(User user, Instant at, int overrides = 0, int sent = 0) => new(user.Id, MonthOf(user, at), 0, overrides, sent, at.ToUnixTimeSeconds());

    private static string MonthOf(User user, Instant at) => LocalDatePattern.CreateWithInvariantCulture("yyyy'-'MM").Format(user.Person.Calendar?.DateOf(at) ?? at.InUtc().Date);
}
