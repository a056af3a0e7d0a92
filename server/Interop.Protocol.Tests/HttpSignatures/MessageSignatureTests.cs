using System.Text.Json;
using Interop.Protocol.HttpSignatures;
using Interop.Protocol.Signatures;
using Interop.Protocol.Tests.Fuzzing;
using Interop.Protocol.Tests.Signatures;
using Interop.Protocol.Time;
using Xunit;

namespace Interop.Protocol.Tests.HttpSignatures;

public sealed class MessageSignatureTests
{
    private static readonly JsonElement Published = Vectors.Load("http-signatures-published");
    private static readonly JsonElement File = Vectors.Load("http-signatures");
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(File.GetProperty("now").GetInt64());

    [Fact]
    public void SignatureBase_IsThatOfTheRfc_OfEveryPublishedVector()
    {
        var key = TestKeys.Of(Published.GetProperty("key"), KeyPurposes.Request);
        foreach (var item in Published.GetProperty("cases").EnumerateArray())
        {
            var (label, input) = Assert.Single(StructuredFields.Dictionary(item.Text("signatureInput"))!);
            Assert.Equal(item.Text("signatureInput"), $"{label}={StructuredFields.Text(input)}");
            var text = SignatureBase.Of(Messages.Of(item.GetProperty("message")), input, out var fault);
            Assert.True(item.Text("base") == text, $"{item.Text("where")}: {fault}\n{text}");
            if (!item.TryGetProperty("signature", out var signature))
                continue;
            var octets = Assert.IsType<byte[]>(StructuredFields.Dictionary(signature.GetString())![label].Value);
            Assert.True(key.Verify(System.Text.Encoding.ASCII.GetBytes(text!), octets), item.Text("where"));
        }
    }

    [Fact]
    public void ContentDigest_IsThatOfTheRfc_AndNoOther()
    {
        foreach (var item in Published.GetProperty("digests").EnumerateArray())
        {
            var content = System.Text.Encoding.UTF8.GetBytes(item.Text("content"));
            Assert.Equal(item.Text("field"), ContentDigest.Of(content));
            Assert.Null(ContentDigest.FaultOf(item.Text("field"), content));
        }
        foreach (var item in Published.GetProperty("refusedDigests").EnumerateArray())
            Assert.Equal(SignatureFault.Digest, ContentDigest.FaultOf(item.Text("field"), System.Text.Encoding.UTF8.GetBytes(item.Text("content")))?.Fault);
        Assert.NotNull(ContentDigest.FaultOf(null, []));
    }

    [Fact]
    public void MessageSignature_IsAccepted_OfEveryGoodVector()
    {
        foreach (var item in File.GetProperty("accepted").EnumerateArray())
            Assert.True(FaultOf(item.GetProperty("message"), Key(), Now) is null, $"{item.Text("why")}: {FaultOf(item.GetProperty("message"), Key(), Now)}");
    }

    [Fact]
    public void MessageSignature_IsRefusedWithItsReason_OfEveryBadVector()
    {
        foreach (var item in File.GetProperty("refused").EnumerateArray())
        {
            var refusal = FaultOf(item.GetProperty("message"), Key(), DateTimeOffset.FromUnixTimeSeconds(item.GetProperty("now").GetInt64()));
            Assert.True(refusal is not null, $"{item.Text("why")}: accepted");
            Assert.True(item.Text("fault") == refusal.Fault.ToString(), $"{item.Text("why")}: {refusal}");
            Assert.EndsWith(".", refusal.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void MessageSignature_IsRefused_WhenTheKeyIsUnknownOrNotForThisOrNotInUse()
    {
        var message = File.GetProperty("accepted")[0].GetProperty("message");
        Assert.Equal(SignatureFault.UnknownKey, FaultOf(message, null, Now)?.Fault);
        Assert.Equal(SignatureFault.Purpose, FaultOf(message, Key(KeyPurposes.Event), Now)?.Fault);
        var jwk = File.GetProperty("key");
        VerificationKey In(string notBefore, string? notAfter = null, string? revoked = null) => VerificationKey.From(new JsonWebKey
        {
            X = jwk.Text("x"), Y = jwk.Text("y"), Kid = jwk.Text("kid"), Purpose = KeyPurposes.Request, NotBefore = notBefore, NotAfter = notAfter, Revoked = revoked,
        });
        var (before, after) = (WireTime.Format(Now.AddSeconds(-1)), WireTime.Format(Now.AddSeconds(1)));
        Assert.Null(FaultOf(message, In(before, after, after), Now));
        Assert.Equal(SignatureFault.KeyNotInUse, FaultOf(message, In(after), Now)?.Fault);
        Assert.Equal(SignatureFault.KeyNotInUse, FaultOf(message, In(TestKeys.NotBefore, before), Now)?.Fault);
        Assert.Equal(SignatureFault.KeyNotInUse, FaultOf(message, In(TestKeys.NotBefore, after, before), Now)?.Fault);
        Assert.Equal(SignatureFault.KeyNotInUse, FaultOf(message, In(TestKeys.NotBefore, null, WireTime.Format(Now)), Now)?.Fault);
    }

    [Fact]
    public void MessageSignature_CoversWhatIsAskedFor_WhenSignedHere()
    {
        using var key = SigningKey.Create(KeyPurposes.Request);
        var verification = VerificationKey.From(key.PublicJwk(TestKeys.NotBefore));
        var body = "{}"u8.ToArray();
        var request = Sign(new HttpMessage
        {
            Method = "POST", TargetUri = "https://acme.example/x", HasBody = true,
            Fields = new Dictionary<string, string> { ["ocip-origin"] = "globex.example", ["content-type"] = "application/json", ["content-digest"] = ContentDigest.Of(body) },
        });
        var response = Sign(new HttpMessage { Status = 204, Request = request, Fields = new Dictionary<string, string> { ["content-digest"] = ContentDigest.Of([]) } });
        var nonces = new HashSet<string?>();
        foreach (var message in new[] { request, response, Sign(request) })
        {
            var signature = MessageSignature.Read(message, out var refusal);
            Assert.True(signature is not null, refusal?.Detail);
            Assert.Null(signature.FaultOf(verification, Now));
            Assert.Equal(TimeSpan.FromSeconds(SignatureLimits.LifetimeSecondsMax), signature.Expires - signature.Created);
            Assert.True(nonces.Add(signature.Nonce));
        }
        Assert.Throws<ArgumentException>(() => MessageSignature.Sign(new HttpMessage { Method = "GET", TargetUri = "https://acme.example/", Fields = new Dictionary<string, string>() }, key, Now));

        HttpMessage Sign(HttpMessage message)
        {
            var fields = MessageSignature.Sign(message, key, Now);
            return message with { Fields = new Dictionary<string, string>(message.Fields) { [SignatureFields.InputName] = fields.Input, [SignatureFields.SignatureName] = fields.Signature } };
        }
    }

    [Fact]
    public void MessageSignature_AcceptsOnlyWhatWasSigned_OfAnyInput()
    {
        var good = File.GetProperty("accepted").EnumerateArray().Select(i => Messages.Of(i.GetProperty("message"))).ToArray();
        var canonical = good.Select(m => StructuredFields.Text(StructuredFields.Dictionary(m.Fields[SignatureFields.InputName])![MessageSignature.Label])).ToHashSet(StringComparer.Ordinal);
        var seeds = good.Select(m => m.Fields[SignatureFields.InputName])
            .Concat(File.GetProperty("refused").EnumerateArray().Select(i => Messages.Of(i.GetProperty("message")).Fields.GetValueOrDefault(SignatureFields.InputName) ?? ""))
            .Select(System.Text.Encoding.UTF8.GetBytes).ToArray();
        Fuzzer.Run("MessageSignature", seeds, input =>
        {
            var text = System.Text.Encoding.Latin1.GetString(input);
            ContentDigest.FaultOf(text, []);
            foreach (var message in good)
            {
                // As either field; what is accepted says what was signed, whatever its white space.
                var changed = message with { Fields = new Dictionary<string, string>(message.Fields) { [SignatureFields.InputName] = text } };
                if (MessageSignature.Read(changed, out _)?.FaultOf(Key(), Now) is null && MessageSignature.Read(changed, out _) is not null)
                    Assert.Contains(StructuredFields.Text(StructuredFields.Dictionary(text)![MessageSignature.Label]), canonical);
                MessageSignature.Read(message with { Fields = new Dictionary<string, string>(message.Fields) { [SignatureFields.SignatureName] = text } }, out _);
            }
        });
    }

    private static VerificationKey Key(string purpose = KeyPurposes.Request) => TestKeys.Of(File.GetProperty("key"), purpose);

    private static SignatureRefusal? FaultOf(JsonElement json, VerificationKey? key, DateTimeOffset now)
    {
        var message = Messages.Of(json);
        var signature = MessageSignature.Read(message, out var refusal);
        return refusal ?? signature!.FaultOf(key, now) ?? (message.HasBody ? ContentDigest.FaultOf(message.Fields.GetValueOrDefault(ContentDigest.Name), Messages.Body(json)) : null);
    }
}
