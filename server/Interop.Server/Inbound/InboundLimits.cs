namespace Interop.Server.Inbound;

/// <summary>Limits that a client or bridge can meet (spec 03 and 13).</summary>
internal static class InboundLimits
{
    /// <summary>Octets of a submitted transaction.</summary>
    public const int TransactionOctetsMax = 1024 * 1024;

    /// <summary>Octets of any other request body.</summary>
    public const int RequestOctetsMax = 128 * 1024;

    /// <summary>Events that one token may have on their way through the pipeline.</summary>
    public const int PendingEventsMax = 4096;

    /// <summary>Seconds that a sender who met a limit is asked to wait.</summary>
    public const int RetryAfterSeconds = 1;

    /// <summary>Participants of a room named at its creation.</summary>
    public const int ParticipantsMax = 1000;
}
