using System.Security.Cryptography;
using System.Text.Json;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;
using Xunit;

namespace Interop.Protocol.Tests.ProxyApi;

public sealed class StampDigestTests
{
    private static readonly EventId Event = EventId.Parse("TZVypqG8FzknOHT0yUeXqnSSwGsDsREjS7KU9v58AjU");

    public static TheoryData<string?, string?> Optional => new() { { null, null }, { "the proxy did not \"answer\"", null }, { null, "cJlJpOfUbrPwYLD2LFDbiYOFlWueN63Jj2J_341YoQs" } };

    [Theory]
    [MemberData(nameof(Optional))]
    public void Digest_OfAPlainStamp_IsThatOfItsCanonicalJson(string? bypass, string? own)
    {
        var stamp = new Stamp
        {
            Proxy = ProxyId.Parse("ocip://acme.example/p/main"), Event = Event, Direction = Stamp.Egress, Code = "2.0.0", PolicyDigest = "cJlJpOfUbrPwYLD2LFDbiYOFlWueN63Jj2J_341YoQs",
            At = "2026-11-22T12:26:33.435Z", Bypass = bypass, Own = own,
            Receipt = new ArchiveReceipt
            {
                Event = Event, Log = "acme.example/p/main", Index = 5, TreeSize = 6, RecordDigest = "QgwJeYkHFtYzy4LPN0iSi6QEg-ncvTwU6YJ6pUvhBTA", ArchivedAt = "2026-11-22T12:26:33.492Z",
            },
        };
        Assert.Equal(SHA256.HashData(CanonicalJson.Of(JsonSerializer.SerializeToElement(stamp, OcipJson.Default.Stamp))), StampDigest.Of(stamp));
    }

    /// <summary>A member that is new has to be written by StampWriter too.</summary>
    [Fact]
    public void Stamp_HasTheMembersThatAreWritten_AndNoOthers() => Assert.Equal(
        ["At", "Bypass", "Code", "Direction", "Event", "Own", "PolicyDigest", "Proxy", "Receipt", "Recipients", "Redacted"],
        typeof(Stamp).GetProperties().Select(p => p.Name).Order(StringComparer.Ordinal));
}
