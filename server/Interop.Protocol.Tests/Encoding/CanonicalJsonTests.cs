using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Interop.Protocol.Encoding;
using Xunit;
using Utf8 = System.Text.Encoding;

namespace Interop.Protocol.Tests.Encoding;

public sealed class CanonicalJsonTests
{
    [Fact]
    public void CanonicalJson_WritesPublishedOctets_OfPublishedTexts()
    {
        foreach (var item in Vectors.Cases("jcs-texts"))
        {
            var canonical = CanonicalJson.Of(Utf8.UTF8.GetBytes(item.Text("input")));
            if (item.TryGetProperty("canonicalHex", out var hex))
                Assert.Equal(hex.GetString(), Convert.ToHexStringLower(canonical));
            if (item.TryGetProperty("valuesInOrder", out var order))
            {
                using var read = JsonDocument.Parse(canonical);
                Assert.Equal(order.EnumerateArray().Select(v => v.GetString()), read.RootElement.EnumerateObject().Select(m => m.Value.GetString()));
            }
        }
    }

    [Fact]
    public void CanonicalJson_WritesNumbersAsEcmaScript_InTheTableOfRfc8785()
    {
        foreach (var item in Vectors.Cases("jcs-numbers"))
        {
            var value = BitConverter.UInt64BitsToDouble(Convert.ToUInt64(item.Text("ieee754"), 16));
            if (item.TryGetProperty("text", out var text))
                Assert.Equal(text.GetString(), Number(value));
            else
                Assert.False(double.IsFinite(value));
        }
    }

    [Fact]
    public void CanonicalJson_WritesNumbersAsEcmaScript_InTheSequenceOfHundredThousand()
    {
        var sequence = Vectors.Load("jcs-numbers").GetProperty("sequence");
        var expected = sequence.GetProperty("sha256").EnumerateObject().ToDictionary(p => int.Parse(p.Name), p => p.Value.GetString());
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var lines = 0;
        foreach (var value in Sequence([.. sequence.GetProperty("first").EnumerateArray().Select(x => x.GetString()!)]).Take(expected.Keys.Max()))
        {
            hash.AppendData(Utf8.ASCII.GetBytes($"{BitConverter.DoubleToUInt64Bits(value):x},{Number(value)}\n"));
            if (expected.TryGetValue(++lines, out var digest))
                Assert.Equal(digest, Convert.ToHexStringLower(hash.GetCurrentHash()));
        }
    }

    [Theory]
    [InlineData("1.0", "1")]
    [InlineData("-0", "0")]
    [InlineData("-0.0e5", "0")]
    [InlineData("1E2", "100")]
    [InlineData("1e-400", "0")]
    [InlineData("-1", "-1")]
    [InlineData("0.10", "0.1")]
    [InlineData("123456789012345", "123456789012345")]
    [InlineData("9007199254740991", "9007199254740991")]
    public void CanonicalJson_UnifiesNumbers_HoweverTheyAreSpelt(string spelt, string canonical) => Assert.Equal(canonical, Canonical(spelt));

    [Theory]
    [InlineData("\"\\u0041\\u00e9\\/\"", "\"Aé/\"")]
    [InlineData("\"\\u0008\\u0009\\u000a\\u000c\\u000d\"", "\"\\b\\t\\n\\f\\r\"")]
    [InlineData("\"\\u0000\\u001F\"", "\"\\u0000\\u001f\"")]
    [InlineData("\"\\ud83d\\ude00\"", "\"😀\"")]
    [InlineData("\"\u007f\u2028\"", "\"\u007f\u2028\"")]
    [InlineData("{\"\\u0062\":1,\"a\":2}", "{\"a\":2,\"b\":1}")]
    public void CanonicalJson_UnifiesStrings_HoweverTheyAreEscaped(string spelt, string canonical) => Assert.Equal(canonical, Canonical(spelt));

    [Fact]
    public void CanonicalJson_SortsByUtf16CodeUnits_WhereOctetsSortOtherwise()
    {
        // U+FB33 is EF AC B3 and U+1F600 is F0 9F 98 80, but in UTF-16 the latter starts with D83D.
        Assert.Equal("{\"a\":4,\"é\":3,\"\ud83d\ude00\":2,\"\ufb33\":1}", Canonical("{\"\ufb33\":1,\"\ud83d\ude00\":2,\"é\":3,\"a\":4}"));
    }

    [Fact]
    public void CanonicalJson_SortsManyMembers_AsItSortsFew()
    {
        var names = Enumerable.Range(0, 500).Select(i => $"n{i * 7919 % 500}").ToArray();
        var canonical = Canonical("{" + string.Join(",", names.Select(n => $"\"{n}\":0")) + "}");
        Assert.Equal("{" + string.Join(",", names.Order(StringComparer.Ordinal).Select(n => $"\"{n}\":0")) + "}", canonical);
    }

    [Fact]
    public void CanonicalJson_IsRefused_WhenATextHasAnUnpairedSurrogate()
    {
        Assert.Throws<MalformedJsonException>(() => CanonicalJson.WriteString("a\ud800b", new ArrayBufferWriter<byte>()));
        Assert.Throws<MalformedJsonException>(() => Canonical("\"\\ud800\""));
    }

    [Fact]
    public void CanonicalJson_IsItsOwnCanonicalForm_OfAnyValue() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(JsonTexts.Arbitrary(), text =>
        {
            var once = Canonical(text);
            return once == Canonical(once);
        }));

    [Fact]
    public void CanonicalJson_IsTheSame_WhateverTheWhiteSpaceAndOrder() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(JsonTexts.Arbitrary(), text =>
        {
            using var document = JsonDocument.Parse(text);
            var rearranged = JsonTexts.Rearranged(document.RootElement);
            return Canonical(text) == Canonical(rearranged);
        }));

    [Fact]
    public void CanonicalJson_KeepsTheValue_OfAnyValue() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(JsonTexts.Arbitrary(), text =>
        {
            using var before = JsonDocument.Parse(text);
            using var after = JsonDocument.Parse(Canonical(text));
            return JsonElement.DeepEquals(before.RootElement, after.RootElement);
        }));

    [Fact]
    public void CanonicalJson_ReadsBackTheSameDouble_OfAnyDouble() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(ArbMap.Default.ArbFor<NormalFloat>(), number =>
        {
            var value = number.Get;
            return double.Parse(Number(value)).Equals(value == 0 ? 0 : value);
        }));

    private static string Canonical(string text) => Utf8.UTF8.GetString(CanonicalJson.Of(Utf8.UTF8.GetBytes(text)));

    // Through the public way: a double in 17 digits reads as itself.
    private static string Number(double value) => Canonical(value.ToString("E16"));

    private static IEnumerable<double> Sequence(string[] first)
    {
        foreach (var bits in first)
            yield return BitConverter.UInt64BitsToDouble(Convert.ToUInt64(bits, 16));
        for (var i = 0UL; i < 2000; i++)
            yield return BitConverter.UInt64BitsToDouble(0x0010000000000000 + i);
        for (var block = SHA256.HashData(new byte[32]); ; block = SHA256.HashData(block))
        {
            for (var at = 0; at < 32; at += 8)
            {
                var value = BitConverter.ToDouble(block, at);
                if (value != 0 && double.IsFinite(value))
                    yield return value;
            }
        }
    }
}
