using Interop.Protocol.Signatures;

namespace Interop.Server.Tests.Client;

/// <summary>One organisation's three signing keys, and their public halves as an auditor pins them.</summary>
internal sealed record ArchiveKeyRing(SigningKey Event, SigningKey Receipt, SigningKey Checkpoint)
{
    public static ArchiveKeyRing Create() => new(
        SigningKey.Create(KeyPurposes.Event), SigningKey.Create(KeyPurposes.Receipt), SigningKey.Create(KeyPurposes.Checkpoint));

    public JsonWebKeySet Public(string notBefore = "2026-01-01T00:00:00.000Z") =>
        new([Event.PublicJwk(notBefore), Receipt.PublicJwk(notBefore), Checkpoint.PublicJwk(notBefore)]);
}
