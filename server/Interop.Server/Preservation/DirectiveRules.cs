using Interop.Protocol.Decisions;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Inbound;

namespace Interop.Server.Preservation;

/// <summary>Which directives are well formed (spec 9.7). What is beyond a limit of the scope is well formed, and refused by the answer.</summary>
internal static class DirectiveRules
{
    /// <exception cref="ProblemException">5.5.0, with what is wrong.</exception>
    public static void Check(HoldDirective directive, ProviderName issuer, DateTimeOffset now)
    {
        if (FaultOf(directive, issuer, now) is { } wrong)
            throw new ProblemException(DecisionCodes.Malformed, wrong);
    }

    private static string? FaultOf(HoldDirective directive, ProviderName issuer, DateTimeOffset now)
    {
        if (!WireTime.TryParse(directive.At, out _))
            return "at is a time of the form 2026-01-31T09:30:00.000Z.";
        if (directive.Action == HoldDirective.Release)
        {
            return directive is { Issuer: null, From: null, Scope: null, Review: null, Confidential: null, Contact: null, Matter: null } ? null : "A release has only id, action and at.";
        }
        if (directive.Action != HoldDirective.Place)
            return "action is place or release.";
        if (directive is not { Issuer: { } named, From: { } from, Scope: { } scope, Confidential: not null, Contact: { } contact })
            return "A placing has issuer, from, scope, confidential and contact.";
        if (named != issuer)
            return "issuer is the provider that signs the request.";
        if (!WireTime.TryParse(from, out var begin) || begin > now + HoldLimits.AheadMax)
            return $"from is a time, at most {HoldLimits.AheadMax.TotalMinutes:0} minutes ahead.";
        if (!ScopeRules.IsTime(directive.Review))
            return "review is a time.";
        if (ScopeRules.IsWrong(contact, HoldLimits.ContactOctetsMax) || ScopeRules.IsWrong(directive.Matter, HoldLimits.MatterOctetsMax))
            return $"contact: 1 to {HoldLimits.ContactOctetsMax} octets; matter: 1 to {HoldLimits.MatterOctetsMax}; of clean text.";
        return ScopeRules.FaultOf(ScopeRules.Of(scope)) is { } fault && fault.Code == DecisionCodes.Malformed ? fault.Detail : null;
    }
}
