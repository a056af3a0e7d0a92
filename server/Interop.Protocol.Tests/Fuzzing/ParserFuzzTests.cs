using System.Text.Json;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Protocol.Tests.Signatures;
using Interop.Protocol.Time;
using Xunit;
using Utf8 = System.Text.Encoding;

namespace Interop.Protocol.Tests.Fuzzing;

/// <summary>Whatever comes in, a parser answers, in the one way that it promises.</summary>
public sealed class ParserFuzzTests
{
    private static readonly byte[][] JsonSeeds =
    [
        .. Vectors.Cases("strict-json", "accepted").Concat(Vectors.Cases("strict-json", "refused")).Where(i => i.TryGetProperty("json", out _)).Select(i => Octets(i.Text("json"))).Where(o => o.Length < 1500),
        .. Vectors.Cases("jcs-texts").Select(i => Octets(i.Text("input"))),
        .. Vectors.Cases("drafts", "accepted").Select(i => Octets(i.GetProperty("draft").GetRawText())),
    ];

    [Fact]
    public void StrictJson_AcceptsOnlyWhatAnIndependentReaderAccepts_OfAnyInput() => Fuzzer.Run("StrictJson", JsonSeeds, input =>
    {
        if (!IsStrict(input))
            return;
        // What was let through is JSON without duplicates to the platform's own check, and can be decoded everywhere.
        using var document = JsonDocument.Parse(input, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
        Walk(document.RootElement);
    });

    [Fact]
    public void StrictJson_RefusesNothing_ThatAnIndependentCheckAccepts() => Fuzzer.Run("StrictJson, the other way", JsonSeeds, input =>
    {
        if (IsStrict(input))
            return;
        try
        {
            if (!System.Text.Unicode.Utf8.IsValid(input))
                return;
            using var document = JsonDocument.Parse(input, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
            Walk(document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or OverflowException)
        {
            return;
        }
        Assert.Fail("refused without a reason");
    });

    [Fact]
    public void CanonicalJson_IsStable_OfAnyStrictInput() => Fuzzer.Run("CanonicalJson", JsonSeeds, input =>
    {
        if (!IsStrict(input))
        {
            // Unchecked input: canonical octets or the one exception.
            Record.Exception(() => CanonicalJson.Of(input)).OnlyIfMalformed();
            return;
        }
        var once = CanonicalJson.Of(input);
        Assert.True(IsStrict(once), "the canonical form is not strict JSON");
        Assert.Equal(once, CanonicalJson.Of(once));
        using var before = JsonDocument.Parse(input);
        using var after = JsonDocument.Parse(once);
        Assert.True(SameValue(before.RootElement, after.RootElement), "the canonical form has another value");
    });

    [Fact]
    public void DetachedJws_AcceptsOnlyWhatWasSigned_OfAnyInput()
    {
        var file = Vectors.Load("jws-detached");
        var key = TestKeys.Of(file.GetProperty("key"), file.Text("purpose"));
        var good = file.GetProperty("accepted").EnumerateArray().Select(i => i.Text("jws")).ToHashSet(StringComparer.Ordinal);
        var seeds = good.Concat(file.GetProperty("refused").EnumerateArray().Select(i => i.Text("jws"))).Select(Octets).ToArray();
        Fuzzer.Run("DetachedJws", seeds, input =>
        {
            var jws = Text(input);
            if (DetachedJws.Verify(jws, Octets(file.Text("payload")), _ => key, file.Text("purpose")))
                Assert.Contains(jws, good);
        });
    }

    [Fact]
    public void Checkpoint_AcceptsOnlyWhatWasSigned_OfAnyInput()
    {
        var file = Vectors.Load("checkpoints");
        var key = TestKeys.Of(file.GetProperty("key"), "checkpoint");
        var good = file.GetProperty("cases").EnumerateArray().Select(i => i.Text("note")).ToArray();
        var signed = good.Select(note => note[..note.IndexOf("\n\n", StringComparison.Ordinal)]).ToHashSet(StringComparer.Ordinal);
        var seeds = good.Concat(file.GetProperty("refused").EnumerateArray().Select(i => i.Text("note"))).Select(Octets).ToArray();
        Fuzzer.Run("Checkpoint", seeds, input =>
        {
            var note = Text(input);
            if (Checkpoint.TryVerify(note, key, out var read))
                Assert.Contains($"{read.Origin}\n{read.Size}\n{Convert.ToBase64String(read.Root)}", signed);
        });
    }

    [Fact]
    public void Identifiers_HaveOneSpelling_OfAnyInput()
    {
        string[] good =
        [
            "acme.example", "xn--bcher-kva.example", "ocip://acme.example/u/alice", "ocip://acme.example/u/jürgen", "ocip://acme.example/u/תמר", "ocip://acme.example/u/தமிழ்",
            "ocip://acme.example/u/_matrix.4f2a-~=+", "ocip://acme.example/r/0190a3e2-7b3c-7def-8a1b-0123456789ab", "0190a3e2-7b3c-7def-8a1b-0123456789ab",
            "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", "2026-01-31T09:30:00.000Z",
        ];
        Fuzzer.Run("Identifiers", [.. good.Select(Octets)], input =>
        {
            var text = Text(input);
            if (ProviderName.TryParse(text, out var provider))
                Assert.Equal(text.ToLowerInvariant(), provider.Value);
            if (UserId.TryParse(text, out var user))
                Assert.Equal(text, UserId.Of(user.Provider, user.Local).Value);
            if (RoomId.TryParse(text, out var room))
                Assert.Equal(text, RoomId.Of(room.Provider, room.Uuid).Value);
            if (EventId.TryParse(text, out var ev))
                Assert.Equal(text, EventId.Of(ev.Digest()).Value);
            if (TransactionId.TryParse(text, out var transaction))
                Assert.Equal(text, transaction.Uuid.ToString("D"));
            if (WireTime.TryParse(text, out var time))
                Assert.Equal(text, WireTime.Format(time));
            if (Base64UrlText.TryDecode(text, out var octets))
                Assert.Equal(text, Base64UrlText.Of(octets));
        });
    }

    [Fact]
    public void EventValidator_Answers_OfAnyDraft()
    {
        var now = WireTime.Parse(Vectors.Load("drafts").Text("now"));
        var seeds = Vectors.Cases("drafts", "accepted").Concat(Vectors.Cases("drafts", "refused")).Select(i => Octets(i.GetProperty("draft").GetRawText())).ToArray();
        Fuzzer.Run("EventValidator", seeds, input =>
        {
            if (!IsStrict(input))
                return;
            EventDraft? draft;
            try
            {
                draft = JsonSerializer.Deserialize(input, OcipJson.Default.EventDraft);
            }
            catch (JsonException)
            {
                return;
            }
            if (draft is not null && EventValidator.CheckDraft(draft, now) is null)
                Assert.True(EventIdentity.CanonicalContent(draft.Content, draft.Provenance).Length < EventLimits.EventOctetsMax);
        });
    }

    private static bool IsStrict(byte[] input)
    {
        var fault = Record.Exception(() => StrictJson.Validate(input, StrictJsonLimits.Event));
        fault.OnlyIfMalformed();
        return fault is null;
    }

    /// <summary>The rules that the platform's reader has not, in another way: text by decoding it, numbers by their value.</summary>
    private static void Walk(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Assert.NotNull(member.Name);
                    Walk(member.Value);
                }
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    Walk(item);
                break;
            case JsonValueKind.String:
                Assert.NotNull(value.GetString());
                break;
            case JsonValueKind.Number when Math.Abs(value.GetDouble()) > 9007199254740991:
                throw new OverflowException("beyond 2^53-1");
        }
    }

    private static bool SameValue(JsonElement a, JsonElement b) => a.ValueKind == b.ValueKind && a.ValueKind switch
    {
        JsonValueKind.Number => a.GetDouble().Equals(b.GetDouble()) || (a.GetDouble() == 0 && b.GetDouble() == 0),
        JsonValueKind.String => a.GetString() == b.GetString(),
        JsonValueKind.Array => a.GetArrayLength() == b.GetArrayLength() && a.EnumerateArray().Zip(b.EnumerateArray()).All(p => SameValue(p.First, p.Second)),
        JsonValueKind.Object => a.GetPropertyCount() == b.GetPropertyCount() && a.EnumerateObject().All(m => b.TryGetProperty(m.Name, out var other) && SameValue(m.Value, other)),
        _ => true,
    };

    private static byte[] Octets(string text) => Utf8.UTF8.GetBytes(text);

    // Every octet is some character, so that nothing of the mutation is lost.
    private static string Text(byte[] octets) => System.Text.Unicode.Utf8.IsValid(octets) ? Utf8.UTF8.GetString(octets) : Utf8.Latin1.GetString(octets);
}
