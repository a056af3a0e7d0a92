using Interop.Bridges.Native;

namespace Interop.Bridges.Connectors;

/// <summary>
/// The network part of a bridge (spec 11). This is all that every network must be able to do; everything else is an optional interface of one
/// method or so next to it (<see cref="IShowsGhosts"/>, <see cref="IGatedPortals"/>, <see cref="IObservedPortals"/>, <see cref="IAnswersInvites"/>,
/// <see cref="ISendsFormatting"/>, <see cref="ISendsReplies"/>, <see cref="ISendsEdits"/>, <see cref="ISendsRetractions"/>,
/// <see cref="IFetchesFiles"/>, <see cref="ISendsFiles"/>, <see cref="ISendsCaptions"/>,
/// <see cref="ISyncsMembership"/>, <see cref="ISetsRoomProfile"/>, <see cref="IPuppets"/>, <see cref="ICountsMessages"/>). The core looks for them, derives the capability manifest from what it
/// finds, and itself degrades what is missing: a connector never imitates a feature that its network lacks.
/// </summary>
/// <remarks>
/// <para>Failures of every sending method: <see cref="NativeRefusedException"/> when the network refuses for good (reported, skipped);
/// <see cref="NativeBusyException"/> when it says when to come back; any other exception means "try again": the core retries with the same
/// <see cref="TransactionKey"/>, with growing pauses, and nothing overtakes in that portal meanwhile. Do not retry inside a connector beyond one reconnect.</para>
/// <para>Sending methods are called concurrently for different portals, one at a time for one portal. A call may be repeated after a crash although the
/// network had done it: give the network the key where it takes one.</para>
/// </remarks>
public interface IConnector : IAsyncDisposable
{
    /// <summary>Known from the settings alone; does not change.</summary>
    ConnectorDescription Description { get; }

    /// <summary>
    /// Connects and begins to receive. Returns once the connector is at work, or throws <see cref="ConnectorSettingsException"/> when it can never
    /// work as it is set up. An unreachable network is no reason to throw: report it by <see cref="IBridgeCore.ReportDisconnected"/> and keep trying.
    /// </summary>
    Task StartAsync(IBridgeCore core, CancellationToken cancellationToken);

    /// <summary>Stops receiving, lets calls to the core end, disconnects. Nothing is called afterwards but DisposeAsync.</summary>
    Task StopAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Shows a message on the network. Returns when the network has taken it (not when people have read it).
    /// </summary>
    Task<NativeSent> SendAsync(NativeMessage message, CancellationToken cancellationToken);
}
