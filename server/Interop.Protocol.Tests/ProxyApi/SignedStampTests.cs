using System.Text.Json;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;
using Xunit;

namespace Interop.Protocol.Tests.ProxyApi;

/// <summary>Stamps as proxies sign them, good and bad, by the vectors (spec 07).</summary>
public sealed class SignedStampTests
{
    private static readonly JsonElement File = Vectors.Load("stamps");

    private static readonly Dictionary<string, VerificationKey> Keys = File.GetProperty("keys").EnumerateArray()
        .Select(k => VerificationKey.From(k.Deserialize(OcipJson.Default.JsonWebKey)!)).ToDictionary(k => k.KeyId, StringComparer.Ordinal);

    public static TheoryData<string> Accepted() => [.. Because("accepted")];

    public static TheoryData<string> Refused() => [.. Because("refused")];

    [Fact]
    public void Stamp_HasTheDigestOfTheVectors()
    {
        foreach (var item in File.GetProperty("digests").EnumerateArray())
        {
            var stamp = WireJson.Read(item.GetProperty("stamp"), OcipJson.Default.Stamp)!;
            Assert.Equal(item.Text("canonical"), System.Text.Encoding.UTF8.GetString(CanonicalJson.Of(JsonSerializer.SerializeToElement(stamp, OcipJson.Default.Stamp))));
            Assert.Equal(item.Text("digest"), Base64UrlText.Of(StampDigest.Of(stamp)));
        }
    }

    [Fact]
    public void Policies_HaveTheDigestOfTheVectors()
    {
        foreach (var item in File.GetProperty("policies").EnumerateArray())
            Assert.Equal(item.Text("digest"), StampDigest.OfPolicies(item.GetProperty("policies").EnumerateArray().Select(p => p.GetString()!)));
    }

    [Theory, MemberData(nameof(Accepted))]
    public void GoodStamp_IsTaken(string because) => Assert.Null(FaultOf(Case("accepted", because)));

    [Theory, MemberData(nameof(Refused))]
    public void BadStamp_IsRefused(string because) => Assert.NotNull(FaultOf(Case("refused", because)));

    private static IEnumerable<string> Because(string list) => File.GetProperty(list).EnumerateArray().Select(c => c.Text("because"));

    private static JsonElement Case(string list, string because) => File.GetProperty(list).EnumerateArray().Single(c => c.Text("because") == because);

    private static string? FaultOf(JsonElement item)
    {
        try
        {
            // The type of the wire that has a stamp with its proof is that of an event; alone it is read as a list of one.
            var stamped = WireJson.Read(System.Text.Encoding.UTF8.GetBytes($"[{item.GetProperty("stamp").GetRawText()}]"), OcipJson.Default.StampedDecisionArray)![0];
            SignedBatch[] batches = [.. item.GetProperty("batches").EnumerateArray().Select(b => b.Deserialize(OcipJson.Default.SignedBatch)!)];
            return StampVerifier.FaultOf(stamped, batches, EventId.Parse(item.Text("event")), IsSigned);
        }
        catch (JsonException malformed)
        {
            return malformed.Message;
        }
    }

    /// <summary>By a key of the proxy that it names; what went on without a proxy, by one of the provider itself.</summary>
    private static bool IsSigned(SignedBatch batch, Stamp stamp) =>
        DetachedJws.KeyIdOf(batch.Signature, KeyPurposes.Stamp) is { } kid && Keys.TryGetValue(kid, out var key) && key.Purpose == KeyPurposes.Stamp
        && key.Proxy == (stamp.Bypass is null ? stamp.Proxy : null) && key.IsValidAt(WireTime.Parse(stamp.At)) && BatchSigner.IsSigned(batch, _ => key);
}
