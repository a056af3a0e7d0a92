using System.Text.Json;
using Interop.Protocol.Evidence;
using Interop.Protocol.Signatures;
using Interop.Protocol.Tests.Signatures;
using Xunit;

namespace Interop.Protocol.Tests.Evidence;

public sealed class CheckpointTests
{
    private static readonly JsonElement File = Vectors.Load("checkpoints");

    [Fact]
    public void Checkpoint_IsRead_OfPublicLogs()
    {
        foreach (var item in Vectors.Cases("checkpoints-published"))
        {
            var key = TestKeys.Of(item.GetProperty("jwk"), KeyPurposes.Checkpoint);
            Assert.True(Checkpoint.TryVerify(item.Text("note"), key, item.Text("keyName"), out var checkpoint));
            Assert.Equal(new Checkpoint(item.Text("origin"), item.GetProperty("size").GetInt64(), item.Hex("root")), checkpoint);
            Assert.False(Checkpoint.TryVerify(item.Text("note"), key, "bananas.example", out _));
        }
    }

    [Fact]
    public void Checkpoint_IsRead_InEveryGoodVector()
    {
        var key = TestKeys.Of(File.GetProperty("key"), KeyPurposes.Checkpoint);
        foreach (var item in File.GetProperty("cases").EnumerateArray())
        {
            Assert.True(Checkpoint.TryVerify(item.Text("note"), key, out var checkpoint));
            Assert.Equal(new Checkpoint(item.Text("origin"), item.GetProperty("size").GetInt64(), item.Hex("root")), checkpoint);
        }
    }

    [Fact]
    public void Checkpoint_IsRefused_InEveryBadVector()
    {
        var key = TestKeys.Of(File.GetProperty("key"), KeyPurposes.Checkpoint);
        foreach (var item in File.GetProperty("refused").EnumerateArray())
            Assert.False(Checkpoint.TryVerify(item.Text("note"), key, out _), item.Text("why"));
        Assert.False(Checkpoint.TryVerify(null!, key, out _));
    }

    [Fact]
    public void Checkpoint_ReadsBack_WhatItSigned()
    {
        using var key = SigningKey.Create(KeyPurposes.Checkpoint);
        using var other = SigningKey.Create(KeyPurposes.Checkpoint);
        var made = new Checkpoint("acme.example/archive", 1_000_000, MerkleTree.LeafHash([]));
        var note = made.ToNote(key);
        Assert.StartsWith("acme.example/archive\n1000000\n", note, StringComparison.Ordinal);
        Assert.True(Checkpoint.TryVerify(note, VerificationKey.From(key.PublicJwk(TestKeys.NotBefore)), out var read));
        Assert.Equal(made, read);
        Assert.Equal(made.GetHashCode(), read.GetHashCode());
        Assert.False(Checkpoint.TryVerify(note, VerificationKey.From(key.PublicJwk(TestKeys.NotBefore) with { Purpose = KeyPurposes.Receipt }), out _));
        Assert.False(Checkpoint.TryVerify(note, VerificationKey.From(other.PublicJwk(TestKeys.NotBefore)), out _));
    }

    [Fact]
    public void Checkpoint_IsRefusedAsAWhole_WhenTheKnownKeysSignatureFails()
    {
        using var key = SigningKey.Create(KeyPurposes.Checkpoint);
        var note = new Checkpoint("acme.example/archive", 1, MerkleTree.LeafHash([])).ToNote(key);
        var another = new Checkpoint("acme.example/archive", 2, MerkleTree.LeafHash([])).ToNote(key);
        var verification = VerificationKey.From(key.PublicJwk(TestKeys.NotBefore));
        Assert.False(Checkpoint.TryVerify(note + another.Split("\n\n")[1], verification, out _));
    }

    [Fact]
    public void Checkpoint_IsNotSigned_WhenItIsNoLogs()
    {
        using var key = SigningKey.Create(KeyPurposes.Checkpoint);
        using var wrong = SigningKey.Create(KeyPurposes.Receipt);
        var root = MerkleTree.EmptyRoot();
        Assert.Throws<ArgumentException>(() => new Checkpoint("acme.example/archive", 0, root).ToNote(wrong));
        foreach (var origin in new[] { "", "a b", "a+b", "a\nb" })
            Assert.Throws<InvalidOperationException>(() => new Checkpoint(origin, 0, root).ToNote(key));
        Assert.Throws<InvalidOperationException>(() => new Checkpoint("a", -1, root).ToNote(key));
        Assert.Throws<InvalidOperationException>(() => new Checkpoint("a", 0, [1]).ToNote(key));
    }
}
