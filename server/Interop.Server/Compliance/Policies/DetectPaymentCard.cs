using System.Text.Json;
using Interop.Protocol.Decisions;

namespace Interop.Server.Compliance.Policies;

/// <summary>
/// Finds payment card numbers in what was written: 13 to 19 digits, grouped or not, with a good check digit. What is done with them is the
/// organisation's choice: the part is taken out, the event waits for a review, or it is refused. The code names the detector, never what it found.
/// </summary>
internal sealed class DetectPaymentCard(PolicyEffect effect) : IPolicy
{
    public const string PolicyName = "detect-payment-card";

    private const int DigitsMin = 13;
    private const int DigitsMax = 19;
    private const int DepthMax = 8;

    public string Name => PolicyName;

    /// <summary>Of how it finds. What is done where it finds something is a setting, and on record as such.</summary>
    public string Version => "1";

    public PolicyOutcome Evaluate(in PolicyInput input)
    {
        if (input.Reviewed || input.Content.ValueKind != JsonValueKind.Object || !input.Content.TryGetProperty("part", out var part))
            return PolicyOutcome.Allow;
        List<string>? found = null;
        Look(part, "/part", 0, ref found);
        if (found is null)
            return PolicyOutcome.Allow;
        return effect switch
        {
            PolicyEffect.Redact => PolicyOutcome.ForAll(PolicyEffect.Redact, DecisionCodes.DeliveredRedacted) with { Redactions = found },
            PolicyEffect.Quarantine => PolicyOutcome.ForAll(PolicyEffect.Quarantine, DecisionCodes.HeldForReview),
            _ => PolicyOutcome.Refuse(DecisionCodes.BlockedDlp, "A payment card number was found; send it by another way."),
        };
    }

    private static void Look(JsonElement part, string pointer, int depth, ref List<string>? found)
    {
        if (part.ValueKind != JsonValueKind.Object || depth > DepthMax)
            return;
        if (part.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String && HasCard(content.GetString()!))
            (found ??= []).Add(pointer);
        if (!part.TryGetProperty("parts", out var parts) || parts.ValueKind != JsonValueKind.Array)
            return;
        var index = 0;
        foreach (var inner in parts.EnumerateArray())
            Look(inner, $"{pointer}/parts/{index++}", depth + 1, ref found);
    }

    private static bool HasCard(string text)
    {
        Span<byte> digits = stackalloc byte[DigitsMax];
        var count = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                if (count == DigitsMax)
                    digits[1..].CopyTo(digits);
                else
                    count++;
                digits[count - 1] = (byte)(c - '0');
                continue;
            }
            if (c is ' ' or '-')
                continue;
            if (IsCard(digits[..count]))
                return true;
            count = 0;
        }
        return IsCard(digits[..count]);
    }

    /// <summary>The check digit of ISO/IEC 7812-1.</summary>
    private static bool IsCard(ReadOnlySpan<byte> digits)
    {
        if (digits.Length < DigitsMin)
            return false;
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] * (1 + (i & 1));
            sum += digit > 9 ? digit - 9 : digit;
        }
        return sum > 0 && sum % 10 == 0;
    }
}
