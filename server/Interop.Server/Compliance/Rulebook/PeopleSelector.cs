using System.Collections.Frozen;
using System.Text.Json;
using Interop.Protocol.Identifiers;
using Interop.Server.Compliance.Policies;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>
/// Some people, as settings of a kind name them: {people?, groups?, organisations?, outsiders?}. Whoever is in one of the lists is among them. Groups are
/// those of the moment of judging.
/// </summary>
internal sealed class PeopleSelector
{
    private const int EntriesMax = 5000;

    private static readonly string[] Members = ["people", "groups", "organisations", "outsiders"];

    private readonly FrozenSet<string> people;
    private readonly FrozenSet<string> groups;
    private readonly FrozenSet<string> organisations;
    private readonly bool outsiders;

    private PeopleSelector(JsonElement selector)
    {
        people = Set(selector, "people");
        groups = Set(selector, "groups");
        organisations = Set(selector, "organisations");
        outsiders = selector.TryGetProperty("outsiders", out var value) && value.ValueKind == JsonValueKind.True;
    }

    public static PeopleSelector Of(JsonElement selector) => new(selector);

    /// <summary>What is wrong with a selector, with its place; null when nothing is.</summary>
    /// <param name="selector">As it was written.</param>
    /// <param name="place">JSON Pointer to it.</param>
    public static string? Check(JsonElement selector, string place)
    {
        if (selector.ValueKind != JsonValueKind.Object || !selector.EnumerateObject().Any())
            return $"{place}: an object with people, groups, organisations or outsiders is expected.";
        foreach (var member in selector.EnumerateObject())
        {
            var isRight = member.Name == "outsiders"
                ? member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False
                : Members.Contains(member.Name, StringComparer.Ordinal) && member.Value.ValueKind == JsonValueKind.Array && member.Value.GetArrayLength() <= EntriesMax && member.Value.EnumerateArray().All(e => IsEntry(member.Name, e));
            if (!isRight)
                return $"{place}/{member.Name}: people are user ids, groups names, organisations providers' names, at most {EntriesMax} of each; outsiders is true or false.";
        }
        return null;
    }

    public bool Has(PolicyPerson person, GroupMap map) =>
        (outsiders && PolicyScope.IsOutside(person))
        || (organisations.Count > 0 && organisations.Contains(person.User.Provider.Value))
        || (people.Count > 0 && people.Contains(person.User.Value))
        || (groups.Count > 0 && map.IsInAny(person.User, groups));

    private static bool IsEntry(string member, JsonElement entry) => entry.ValueKind == JsonValueKind.String && member switch
    {
        "people" => UserId.TryParse(entry.GetString()!, out _),
        "organisations" => ProviderName.TryParse(entry.GetString()!, out _),
        _ => entry.GetString() is { Length: > 0 and <= 253 },
    };

    private static FrozenSet<string> Set(JsonElement selector, string name) => selector.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
        ? list.EnumerateArray().Select(e => e.GetString()!).ToFrozenSet(StringComparer.Ordinal)
        : FrozenSet<string>.Empty;
}
