using System.Buffers;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;
using Interop.Server.Compliance.Disclosures;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Rulebook.Kinds;
using Interop.Server.Pipeline;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Compliance.Proxy;

/// <summary>An event on its way to the proxy and back. The octets that were signed are sent as they are.</summary>
internal sealed class Question
{
    private readonly bool goesOut;
    private readonly TaskCompletionSource<Evaluation> answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Question(MessageContext context, in PolicyInput input)
    {
        Event = context.EventId;
        Direction = Directions.Wire(input.Direction);
        ContentDigest = context.HeaderFields.ContentDigest;
        Recipients = [.. input.Recipients.Select(r => r.User)];
        SenderWasTold = !input.SenderUntold;
        goesOut = context.GoesOut;
        Json = Write(context, in input);
    }

    public EventId Event { get; }

    public string Direction { get; }

    public string ContentDigest { get; }

    /// <summary>By the index that outcomes use; the sender may be among them and is not asked for.</summary>
    public UserId[] Recipients { get; }

    public bool SenderWasTold { get; }

    /// <summary>EvaluateItem.</summary>
    public byte[] Json { get; }

    public Task<Evaluation> Answered => answered.Task;

    public void Complete(Evaluation evaluation) => answered.TrySetResult(evaluation);

    public void Fail(Exception fault) => answered.TrySetException(fault);

    private byte[] Write(MessageContext context, in PolicyInput input)
    {
        var output = new ArrayBufferWriter<byte>(context.Header.Length + context.Body.Length + 1024);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("direction"u8, Direction);
        json.WriteString("event"u8, Event.Value);
        json.WritePropertyName("header"u8);
        json.WriteRawValue(context.Header, skipInputValidation: true);
        json.WritePropertyName("body"u8);
        json.WriteRawValue(context.Body, skipInputValidation: true);
        json.WritePropertyName("sender"u8);
        Write(json, input.Sender, context.HeaderFields.Network, SenderWasTold);
        json.WriteStartArray("recipients"u8);
        foreach (var recipient in input.Recipients)
        {
            if (IsAsked(recipient, in input))
                Write(json, recipient, null, null);
        }
        json.WriteEndArray();
        if (goesOut || input.Direction == EvaluationDirection.Ingress)
            Write(json, "participants"u8, Others(input));
        if (!input.AlreadyShown.IsEmpty)
            Write(json, "alreadyShown"u8, Members(input.AlreadyShown));
        if (!input.EarlierHeld.IsEmpty)
            Write(json, "earlierHeld"u8, Members(input.EarlierHeld));
        if (input.CreatesRoom)
            json.WriteBoolean("createsRoom"u8, true);
        if (input.Networks.Length > 0)
            WriteTexts(json, "networks"u8, input.Networks);
        WriteOutside(json, context);
        if (context.DecideNow || !DisclosureNotices.MaySayBefore(context))
            json.WriteBoolean("decideNow"u8, true);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>On its way to another hub only other organisations are asked for: own people are when it comes back with its place.</summary>
    private bool IsAsked(PolicyPerson recipient, in PolicyInput input) => recipient.User != input.Sender.User && (!goesOut || recipient.IsForeign);

    private IEnumerable<UserId> Others(PolicyInput input) =>
        input.Participants.Select(p => p.User).Except(input.Recipients.Where(r => IsAsked(r, in input)).Select(r => r.User)).Where(u => u != input.Sender.User);

    private IEnumerable<UserId> Members(RecipientSet set) => Recipients.Where((_, i) => set.Contains(i));

    /// <summary>What a person outside was told, as it goes on the wire; null for nothing.</summary>
    public static ToldDisclosure[]? DisclosedOf(PolicyPerson person) => person.Disclosures is { Length: > 0 } known
        ? [.. known.Select(d => new ToldDisclosure(d.Policy, d.Language, d.Digest, d.Answer == DisclosureState.Told ? null : d.Answer))]
        : null;

    /// <summary>People outside of whom something is known; bridged ones of our own also where they are asked for nowhere, so that the proxy knows that they are.</summary>
    private void WriteOutside(Utf8JsonWriter json, MessageContext context)
    {
        var known = context.Room.Users
            .Where(u => Disclosure.IsOutsider(u.Person) && (u.Language is not null || u.Person.Disclosures.Length > 0 || (goesOut && u.IsOurs)))
            .Select(u => new OutsidePerson(u.UserId, u.Language, DisclosedOf(u.Person))).ToArray();
        if (known.Length == 0)
            return;
        json.WritePropertyName("outside"u8);
        JsonSerializer.Serialize(json, known, OcipJson.Default.OutsidePersonArray);
    }

    private static void WriteTexts(Utf8JsonWriter json, ReadOnlySpan<byte> name, string[] texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, IEnumerable<UserId> users)
    {
        json.WriteStartArray(name);
        foreach (var user in users)
            json.WriteStringValue(user.Value);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, PolicyPerson person, string? network, bool? told)
    {
        json.WriteStartObject();
        json.WriteString("user"u8, person.User.Value);
        json.WriteString("persona"u8, person.Persona switch
        {
            PersonaKind.Personal => "personal"u8, PersonaKind.Service => "service"u8, PersonaKind.Bridged => "bridged"u8, _ => "work"u8,
        });
        if (network is not null)
            json.WriteString("network"u8, network);
        if (told is { } known)
            json.WriteBoolean("told"u8, known);
        json.WriteEndObject();
    }
}
