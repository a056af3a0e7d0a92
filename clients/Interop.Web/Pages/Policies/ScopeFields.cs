using System.Diagnostics.CodeAnalysis;
using Interop.Protocol.Identifiers;
using Interop.Protocol.PolicyApi;
using Interop.Web.Pages.Supervision;
using Interop.Web.Shared;

namespace Interop.Web.Pages.Policies;

/// <summary>To what a policy applies, as somebody writes it: each field that is not empty must fit (spec 7.8).</summary>
internal sealed class ScopeFields
{
    /// <summary>From whom to whom, by its name at the server.</summary>
    public static readonly (string Name, string Words)[] AllDirections = [("internal", "among own people"), ("outbound", "to somebody outside"), ("inbound", "from somebody outside")];

    public string People { get; set; } = "";

    public string Groups { get; set; } = "";

    public string Networks { get; set; } = "";

    public HashSet<string> Directions { get; } = new(StringComparer.Ordinal);

    public string Rooms { get; set; } = "";

    public static ScopeFields Of(PolicyScopeView? scope)
    {
        var fields = new ScopeFields
        {
            People = Lines(scope?.People?.Select(p => p.Value)), Groups = SettingWords.Text(scope?.Groups), Networks = SettingWords.Text(scope?.Networks), Rooms = Lines(scope?.Rooms?.Select(r => r.Value)),
        };
        fields.Directions.UnionWith(scope?.Directions ?? []);
        return fields;
    }

    /// <summary>Null of everything.</summary>
    public bool TryRead(ProviderName? provider, out PolicyScopeView? scope, [NotNullWhen(false)] out string? wrong)
    {
        scope = null;
        if (!PeopleField.TryRead(People, provider, out var people, out wrong) || !PeopleField.TryReadRooms(Rooms, provider, out var rooms, out wrong))
            return false;
        var (groups, networks) = (SettingWords.List(Groups), SettingWords.List(Networks));
        var directions = Directions.Count is 0 or 3 ? null : AllDirections.Select(d => d.Name).Where(Directions.Contains).ToArray();
        if (people.Length > 0 || groups is not null || networks is not null || directions is not null || rooms.Length > 0)
            scope = new PolicyScopeView { People = people.Length > 0 ? people : null, Groups = groups, Networks = networks, Directions = directions, Rooms = rooms.Length > 0 ? rooms : null };
        return true;
    }

    /// <summary>In a line.</summary>
    public static string InWords(PolicyScopeView? scope) => string.Join(" · ", new[]
    {
        scope?.People is { Length: > 0 } people ? $"people {string.Join(", ", people.Select(p => p.Short))}" : "",
        scope?.Groups is { Length: > 0 } groups ? $"groups {string.Join(", ", groups)}" : "",
        scope?.Networks is { Length: > 0 } networks ? $"networks {string.Join(", ", networks)}" : "",
        scope?.Directions is { Length: > 0 } directions ? string.Join(", ", directions.Select(d => AllDirections.FirstOrDefault(known => known.Name == d).Words ?? d)) : "",
        scope?.Rooms is { Length: > 0 } rooms ? $"{rooms.Length} {(rooms.Length == 1 ? "room" : "rooms")}" : "",
    }.Where(part => part.Length > 0));

    private static string Lines(IEnumerable<string>? ids) => string.Join('\n', ids ?? []);
}
