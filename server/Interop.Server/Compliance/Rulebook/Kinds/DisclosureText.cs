using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Interop.Protocol.Encoding;

namespace Interop.Server.Compliance.Rulebook.Kinds;

/// <summary>A disclosure in one language, and the words by which it is answered there (spec 7.8).</summary>
internal sealed class DisclosureText
{
    /// <summary>Octets of a text.</summary>
    public const int TextOctetsMax = 4096;

    /// <summary>Octets of the sentence that a refusal is answered with.</summary>
    public const int RefusalOctetsMax = 512;

    /// <summary>Answers of each sort.</summary>
    public const int AnswersMax = 20;

    /// <summary>Characters of an answer.</summary>
    public const int AnswerLengthMax = 64;

    private static readonly char[] Around = [.. " \t\r\n.,;!\"'“”„«»。！，"];

    public DisclosureText(string language, JsonElement settings)
    {
        Language = language;
        Text = settings.GetProperty("text").GetString()!;
        Digest = DigestOf(Text);
        Refusal = settings.TryGetProperty("refusal", out var refusal) ? refusal.GetString() : null;
        Grant = Answers(settings, "grant");
        Refuse = Answers(settings, "refuse");
        Withdraw = Answers(settings, "withdraw");
    }

    /// <summary>BCP 47.</summary>
    public string Language { get; }

    public string Text { get; }

    /// <summary>base64url(SHA-256(UTF-8 text)).</summary>
    public string Digest { get; }

    /// <summary>What somebody is told whose words are not taken, in this language; null for a general sentence.</summary>
    public string? Refusal { get; }

    /// <summary>Each of them agrees.</summary>
    public FrozenSet<string> Grant { get; }

    /// <summary>Each of them says no, while nothing was answered or after a no.</summary>
    public FrozenSet<string> Refuse { get; }

    /// <summary>Each of them takes an agreement back.</summary>
    public FrozenSet<string> Withdraw { get; }

    public static string DigestOf(string text) => Base64UrlText.Of(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>An answer as it is compared: without what stands around it. Case does not count.</summary>
    public static string Plain(string answer) => answer.Trim(Around);

    private static FrozenSet<string> Answers(JsonElement settings, string name) => settings.TryGetProperty(name, out var list)
        ? list.EnumerateArray().Select(a => Plain(a.GetString()!)).ToFrozenSet(StringComparer.OrdinalIgnoreCase)
        : FrozenSet<string>.Empty;
}
