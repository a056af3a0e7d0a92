namespace Interop.Server;

/// <summary>What becomes of an event that cannot be decided on (spec 07). Declared, and archived with each event that it touched.</summary>
internal enum FailurePolicy
{
    /// <summary>Refused with 4.1.1; the sender keeps it.</summary>
    Closed,

    /// <summary>Kept in the durable inbox (2.1.0), undelivered, and decided on later.</summary>
    Queue,

    /// <summary>Goes on without the policies, archived and with a bypass stamp of the provider.</summary>
    Open,
}
