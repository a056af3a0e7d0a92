namespace Interop.Server.Compliance.Policies;

/// <summary>
/// One rule of the organisation. It judges what it is given and nothing else: no I/O, no clock, no memory of its own, so
/// that it can be run again at release and over past traffic. Called by many threads at once. It allocates nothing when it
/// allows for all. Sender mistakes are outcomes; an exception means a bug, and the event then stays in the inbox.
/// </summary>
internal interface IPolicy
{
    /// <summary>Stands in records; never reused for another rule.</summary>
    string Name { get; }

    /// <summary>Rises when the same input can give another outcome.</summary>
    string Version { get; }

    PolicyOutcome Evaluate(in PolicyInput input);
}
