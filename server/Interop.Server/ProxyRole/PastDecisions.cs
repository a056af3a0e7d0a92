using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Storage;
using NodaTime;

namespace Interop.Server.ProxyRole;

/// <summary>
/// What a proxy has decided on, for dry runs. It keeps who was concerned and not as what: recipients are judged as work personas, those of other
/// organisations as theirs. Hours, groups and barriers are those of now; what is sealed stays closed.
/// </summary>
internal sealed class PastDecisions(Database database, ProxyPeople people) : IPastEvents
{
    public void Page(long first, long end, Action<PastEvent> each)
    {
        var next = Math.Min(first + PastRecords.PageRecords, end);
        var rows = database.Read(c => c.Query<(long Leaf, byte[] Record, string? People, byte[]? Body)>($"""
            SELECT records.leaf, record, p.people, CASE WHEN {Seals.IsSealed} THEN NULL ELSE opened(body) END
            FROM records LEFT JOIN decision_people p ON p.leaf=records.leaf WHERE records.leaf>=@first AND records.leaf<@next AND kind='decision' ORDER BY records.leaf
            """, new { first, next }).AsList());
        foreach (var (leaf, fixedPart, concerned, content) in rows)
        {
            using var record = JsonDocument.Parse(fixedPart);
            // A release is the same event again.
            if (record.RootElement.GetProperty("direction").GetString() is not { } text || Directions.Parse(text) is not { } direction)
                continue;
            using var body = content is null ? null : JsonDocument.Parse(content);
            var at = record.RootElement.GetProperty("at").GetString()!;
            each(new PastEvent(leaf, at[..10], body is null || concerned is null ? null : Input(record.RootElement, direction, concerned, body.RootElement.GetProperty("content"))));
        }
    }

    public void Forget()
    {
        // Nothing is kept in mind.
    }

    private PolicyInput Input(JsonElement record, EvaluationDirection direction, string concerned, JsonElement content)
    {
        var header = record.GetProperty("header").Deserialize(OcipJson.Default.EventHeader)!;
        var sender = people.Person(header.Sender, ProxyPeople.KindOf(header.Persona ?? Identity.User.Work));
        PolicyPerson[] others = [.. JsonSerializer.Deserialize(concerned, OcipJson.Default.StringArray)!.Select(UserId.Parse).Where(u => u != header.Sender).Select(u => people.Person(u, PersonaKind.Work))];
        return new PolicyInput
        {
            Header = header, Content = content, Sender = sender, Recipients = others, Participants = [sender, .. others], Now = Instant.FromDateTimeOffset(WireTime.Parse(record.GetProperty("at").GetString()!)),
            Direction = direction, Groups = people.Groups, Text = WrittenText.Of(header.Type, content),
        };
    }
}
