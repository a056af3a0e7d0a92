using Interop.Protocol.Decisions;

namespace Interop.Server.Pipeline;

/// <summary>
/// What a stage says of an event. Closed: continue; refuse it with a code (archived, not delivered); or drop it, because it
/// was answered before. What differs by recipient is in <see cref="MessageContext.Exceptions"/>.
/// </summary>
internal readonly record struct Verdict
{
    public static readonly Verdict Continue;

    private Verdict(VerdictKind kind, DecisionCode? code, string? detail)
    {
        Kind = kind;
        Code = code;
        Detail = detail;
    }

    public VerdictKind Kind { get; }

    public DecisionCode? Code { get; }

    public string? Detail { get; }

    public static Verdict Reject(DecisionCode code, string? detail = null) => new(VerdictKind.Reject, code, detail);

    public static Verdict Drop(string reason) => new(VerdictKind.Drop, null, reason);
}
