using Interop.Bridges.Native;

namespace Interop.Bridges.Tests.ConnectorContract;

/// <summary>A message as a native client shows it.</summary>
/// <param name="Id">As the client knows it.</param>
/// <param name="Sender">The account; in rooms that hide accounts the one behind the occupant.</param>
/// <param name="Text">Plain text as it stands now, without reply fallback.</param>
public sealed record SeenMessage(NativeEventId Id, NativeUserId Sender, string Text)
{
    public string? Html { get; init; }

    /// <summary>The client can tell that it is an automatic message; networks without such a mark leave it false.</summary>
    public bool Notice { get; init; }

    public bool Edited { get; init; }

    public bool Retracted { get; init; }

    public NativeEventId? ReplyTo { get; init; }

    /// <summary>Of a file its name; the text is what was said with it.</summary>
    public string? FileName { get; init; }

    /// <summary>Of a file: where the client opens it.</summary>
    public string? FileAddress { get; init; }

    /// <summary>The client shows the file as a picture.</summary>
    public bool IsPicture { get; init; }
}
