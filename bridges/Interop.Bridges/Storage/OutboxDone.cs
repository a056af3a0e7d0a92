namespace Interop.Bridges.Storage;

/// <summary>What became of an outbox row.</summary>
internal sealed record OutboxDone(string Code, string? NativeId, string? Fidelity, string? Detail);
