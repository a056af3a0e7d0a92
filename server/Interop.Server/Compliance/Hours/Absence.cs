using NodaTime;

namespace Interop.Server.Compliance.Hours;

/// <summary>Days on which a person is closed.</summary>
/// <param name="From">First.</param>
/// <param name="To">Last.</param>
/// <param name="Kind">leave or absence.</param>
internal sealed record Absence(LocalDate From, LocalDate To, string Kind)
{
    public const string Leave = "leave";
    public const string Other = "absence";

    public IEnumerable<LocalDate> Days()
    {
        for (var day = From; day <= To; day = day.PlusDays(1))
            yield return day;
    }
}
