using Interop.Bridges.Native;

namespace Interop.Bridges.Tests.FakeNetwork;

/// <summary>A message as the fake network keeps it.</summary>
public sealed record FakeMessage(NativeEventId Id, NativeUserId Sender, string Text)
{
    public string? Html { get; init; }

    public MessageKind Kind { get; init; }

    public FakeFile? File { get; init; }

    public bool Edited { get; init; }

    public bool Retracted { get; init; }

    public NativeEventId? ReplyTo { get; init; }

    public DateTimeOffset At { get; init; } = TimeProvider.System.GetUtcNow();

    /// <summary>Of what the bridge sent.</summary>
    public TransactionKey? Key { get; init; }
}
