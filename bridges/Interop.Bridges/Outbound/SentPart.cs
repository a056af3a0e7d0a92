using Interop.Bridges.Native;

namespace Interop.Bridges.Outbound;

/// <summary>One native message of an event.</summary>
/// <param name="Sent">What the network answered.</param>
/// <param name="Sender">The account.</param>
/// <param name="Key">The act's key.</param>
/// <param name="File">Of a file its <see cref="FileMark"/>.</param>
internal sealed record SentPart(NativeSent Sent, NativeUserId Sender, TransactionKey Key, string? File = null);
