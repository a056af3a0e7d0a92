using Interop.Protocol.Decisions;
using NodaTime;

namespace Interop.Server.Compliance.Policies;

/// <summary>What is to happen for one recipient.</summary>
/// <param name="Recipient">Index in <see cref="PolicyInput.Recipients"/>.</param>
/// <param name="Effect">What to do.</param>
/// <param name="Code">Why, as the sender is told.</param>
/// <param name="Until">Of a hold: when it is due; null when no time is known.</param>
internal readonly record struct RecipientOutcome(int Recipient, PolicyEffect Effect, DecisionCode Code, Instant? Until = null);
