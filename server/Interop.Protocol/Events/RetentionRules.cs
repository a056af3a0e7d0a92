using System.Text.RegularExpressions;
using Interop.Protocol.Content;
using Interop.Protocol.Decisions;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Time;

namespace Interop.Protocol.Events;

/// <summary>Which <c>retention</c> of a header, and which answers to it, are well formed (spec 9.2, 9.3).</summary>
public static partial class RetentionRules
{
    /// <summary>Octets of a basis.</summary>
    public const int BasisOctetsMax = 128;

    private const int JurisdictionsMax = 8;

    /// <summary>Whether events of this type have <c>retention</c>: what people write. What lets somebody in or out, or takes something back, must not fail on it.</summary>
    public static bool IsFor(string type) => type is EventTypes.Message or EventTypes.Edit or EventTypes.Reaction;

    /// <summary>The first fault of the header's retention, or null; a header without it has none.</summary>
    public static Fault? FaultOf(EventHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (header.Retention is not { } asked)
            return null;
        if (!IsFor(header.Type))
            return Fault.Malformed($"retention: an event of type {header.Type} has none");
        if (asked.Class is null || !IsClass(asked.Class))
            return Fault.Malformed("retention.class: 1 to 64 characters, a lower-case letter, then lower-case letters, digits, dots and hyphens");
        if (asked.Jurisdiction is { } codes && (codes.Length is 0 or > JurisdictionsMax || !Array.TrueForAll(codes, IsJurisdiction)))
            return Fault.Malformed("retention.jurisdiction: 1 to 8 codes such as US or US-NY");
        if (asked.Basis is { } basis && !IsBasis(basis))
            return Fault.Malformed($"retention.basis: at most {BasisOctetsMax} octets of clean text");
        DateTimeOffset minimum = default, maximum = default;
        if ((asked.MinUntil is { } from && !WireTime.TryParse(from, out minimum)) || (asked.MaxUntil is { } to && !WireTime.TryParse(to, out maximum)))
            return Fault.Malformed("retention: minUntil and maxUntil are times of the form 2026-01-31T09:30:00.000Z");
        if (asked.MinUntil is not null && (!WireTime.TryParse(header.Created, out var created) || minimum < created))
            return Fault.Malformed("retention: minUntil is before created");
        return asked is { MinUntil: not null, MaxUntil: not null } && minimum > maximum ? Fault.Malformed("retention: minUntil is after maxUntil") : null;
    }

    /// <summary>Whether an answer to it is one.</summary>
    public static bool IsAnswer(RetentionAnswer? answer) =>
        answer is { Answer: RetentionAnswer.Accepted or RetentionAnswer.Stricter or RetentionAnswer.Cannot }
        && (answer.Until is null || WireTime.TryParse(answer.Until, out _)) && (answer.Basis is null || IsBasis(answer.Basis));

    /// <summary>Whether a text is the name of a class.</summary>
    public static bool IsClass(string name) => ClassName().IsMatch(name);

    /// <summary>Whether a text is a code of a country, or of a part of one.</summary>
    public static bool IsJurisdiction(string code) => code is not null && JurisdictionCode().IsMatch(code);

    private static bool IsBasis(string text) => System.Text.Encoding.UTF8.GetByteCount(text) is > 0 and <= BasisOctetsMax && TextRules.IndexOfRefused(text) < 0;

    [GeneratedRegex(@"^[a-z][a-z0-9.-]{0,63}\z", RegexOptions.NonBacktracking)]
    private static partial Regex ClassName();

    [GeneratedRegex(@"^[A-Z]{2}(-[A-Z0-9]{1,3})?\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex JurisdictionCode();
}
