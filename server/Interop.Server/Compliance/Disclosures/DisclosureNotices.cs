using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.ProxyApi;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Rulebook.Kinds;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Pipeline;
using NodaTime;

namespace Interop.Server.Compliance.Disclosures;

/// <summary>
/// Tells people outside what disclosures say, once each: before the first event that says something in a room of theirs with an employee in scope, an event
/// of type notice goes, in the language that is known of the person (spec 7.8). It is an event like others: archived, and delivered before what follows it.
/// </summary>
internal sealed class DisclosureNotices(DisclosuresInForce disclosures, EventBuilder builder, UserDirectory users, Organisation organisation, TimeProvider time)
{
    /// <summary>Who is being told now, in whatever room: nobody is told twice because two rooms begin at once.</summary>
    private readonly ConcurrentDictionary<(long User, string Policy), bool> claimed = new();

    /// <summary>What has to be said before this event; empty for nearly every one. Called in the room's own order, and each is settled before the next call.</summary>
    public IReadOnlyList<DisclosureNotice> DueBefore(MessageContext context)
    {
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var inForce = disclosures.At(now);
        if (inForce.Count == 0 || !Begins(context) || Array.Find(context.Room.Users, u => Disclosure.IsEmployee(u.Person)) is not { } employee)
            return [];
        var input = Input(context, now);
        var due = new List<DisclosureNotice>();
        foreach (var policy in inForce)
        {
            if (!policy.Source.Scope.Covers(in input))
                continue;
            var disclosure = (Disclosure)policy.Inner;
            var untold = context.Room.Users.Where(u => Disclosure.IsOutsider(u.Person) && Claim(u, disclosure.Policy, () => disclosure.StateOf(u.Person) is not null)).ToList();
            foreach (var language in untold.GroupBy(u => disclosure.TextIn(LanguageOf(u, context))))
                due.Add(Notice(context, employee, new SaidDisclosure(disclosure.Policy, disclosure.SourceVersion, disclosure.Require, language.Key.Language, language.Key.Text), [.. language]));
        }
        return due;
    }

    /// <summary>What a proxy of its own asks to have said before it decides on this event. Called and settled as <see cref="DueBefore"/> is.</summary>
    public IReadOnlyList<DisclosureNotice> AskedFor(MessageContext context, IEnumerable<DisclosureToTell> asked)
    {
        if (!MaySayBefore(context) || Array.Find(context.Room.Users, u => Disclosure.IsEmployee(u.Person)) is not { } employee)
            return [];
        var due = new List<DisclosureNotice>();
        foreach (var tell in asked)
        {
            var said = new SaidDisclosure(tell.Policy, tell.Version, tell.Require, tell.Language, tell.Text);
            var untold = context.Room.Users.Where(u => tell.Told.Contains(u.UserId) && Disclosure.IsOutsider(u.Person) && Claim(u, said.Policy, () => u.Person.DisclosureOf(said.Policy)?.Digest == said.Digest)).ToList();
            if (untold.Count > 0)
                due.Add(Notice(context, employee, said, [.. untold]));
        }
        return due;
    }

    /// <summary>Something can be said in the room before this event: it is said here and now, by somebody who is in the room.</summary>
    public static bool MaySayBefore(MessageContext context) => !context.Internal && context.Returns is null && !context.Room.IsForked && context.Room.Find(context.Sender) is not null;

    /// <summary>What became of it: whom it has reached knows, and nobody else. Answers the code of the notice.</summary>
    public async Task<string> SettleAsync(DisclosureNotice notice)
    {
        var answer = await notice.Event.Answer;
        foreach (var user in notice.Told)
        {
            users.Refresh(user.Id);
            claimed.TryRemove((user.Id, notice.Said.Policy), out _);
        }
        return answer.Code;
    }

    /// <summary>It says something, here and now, by somebody who is in the room; what comes back from another hub was looked at when it went out.</summary>
    private static bool Begins(MessageContext context) =>
        MaySayBefore(context) && Disclosure.CarriesWords(context.Type, context.Draft.Content.ValueKind == JsonValueKind.Object && context.Draft.Content.EnumerateObject().MoveNext());

    private bool Claim(User user, string policy, Func<bool> isTold)
    {
        if (isTold() || !claimed.TryAdd((user.Id, policy), true))
            return false;
        if (!isTold())
            return true;
        claimed.TryRemove((user.Id, policy), out _);     // told in the moment between
        return false;
    }

    private DisclosureNotice Notice(MessageContext context, User employee, SaidDisclosure said, User[] told)
    {
        var speaker = Disclosure.IsEmployee(context.Sender.Person) ? context.Sender : employee;
        var state = new JsonObject
        {
            [StateFields.NoticeVersion] = said.RecordName, [StateFields.NoticeDigest] = said.Digest, ["language"] = said.Language, ["require"] = said.Require,
            ["told"] = new JsonArray([.. told.Select(u => (JsonNode)u.UserId.Value)]),
        };
        var content = new MessageContent { Part = new ContentPart { Cardinality = "single", ContentType = MessageText.Plain, Language = said.Language, Content = said.Text } };
        var draft = new EventDraft
        {
            Room = context.Room.RoomId, Type = EventTypes.Notice, State = JsonSerializer.SerializeToElement(state, OcipJson.Default.JsonObject),
            Content = JsonSerializer.SerializeToElement(content, OcipJson.Default.MessageContent),
        };
        var made = builder.Build(Principal.Server, Guid.CreateVersion7(time.GetUtcNow()), 0, speaker, context.Room, draft, null, asServer: true);
        return made.Discloses = new DisclosureNotice(made, said, told);
    }

    private PolicyInput Input(MessageContext context, Instant now) => new()
    {
        Header = context.HeaderFields, Direction = context.Direction, Content = context.Draft.Content, Sender = context.Sender.Person, Recipients = context.Room.Persons,
        Participants = context.Room.Persons, Now = now, Groups = organisation.Groups, Networks = context.Room.Networks,
    };

    /// <summary>What is known of the person, else what the person's own words say of themselves.</summary>
    private static string? LanguageOf(User user, MessageContext context) =>
        user.Language ?? (user == context.Sender ? LanguageIn(context.Draft.Content) : null);

    /// <summary>The language that a message names of its own words.</summary>
    public static string? LanguageIn(JsonElement content) =>
        content.ValueKind == JsonValueKind.Object && content.TryGetProperty("part", out var part) && part.ValueKind == JsonValueKind.Object && part.TryGetProperty("language", out var language) ? language.GetString() : null;
}
