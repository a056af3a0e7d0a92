namespace Interop.Server.Search.Query;

/// <summary>Records that concern a person: sent by or about them, or said in a room while they were there.</summary>
/// <param name="User">Full user id.</param>
/// <param name="Stays">Of this person.</param>
internal sealed record PersonFilter(string User, ILookup<long, Stay> Stays)
{
    public IEnumerable<string> AnyOf() => [Facets.Person(User), .. Stays.Select(stay => Facets.Room(stay.Key))];

    public bool WasThere(long? room, long? seq) => room is { } row && seq is { } place && Stays[row].Any(s => s.Joined <= place && (s.Left is null || s.Left >= place));
}
