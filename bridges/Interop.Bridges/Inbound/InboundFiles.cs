using System.Collections.Concurrent;
using Interop.Bridges.Api;
using Interop.Bridges.Connectors;
using Interop.Bridges.Files;
using Interop.Bridges.Native;
using Interop.Bridges.Portals;
using Interop.Bridges.Storage;
using Interop.Protocol.Content;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Media;

namespace Interop.Bridges.Inbound;

/// <summary>
/// Files of native messages, from the network to the server, before the message itself: the server takes no message whose files it does not have. A crash in
/// between costs fetching again; what was put in for nothing the server throws away.
/// </summary>
internal sealed class InboundFiles(BridgeContext bridge, Voice voice)
{
    // Over the server's own limit, empty, infected: the file is refused, and what was said with it goes on.
    private static readonly string[] OfTheFile = [DecisionCodes.TooLarge.Code, DecisionCodes.Malformed.Code, DecisionCodes.MediaInfected.Code];

    // row → since when its files cannot be had; forgotten with the process, which only means more patience
    private readonly ConcurrentDictionary<long, long> failing = new();

    /// <summary>Carries what can be carried. The sender is told of the rest, once.</summary>
    /// <exception cref="ApiUnavailableException">The server is away: to be tried again with the same row. So is any other exception that is no refusal.</exception>
    public async Task<CarriedFiles> CarryAsync(InboxRow row, InboundEvent inbound, IReadOnlyList<InboundFile> files, NativePortal portal, UserId sender, CancellationToken cancellationToken)
    {
        if (files.Count == 0)
            return CarriedFiles.None;
        var (parts, otherwise, fidelity) = (new List<ContentPart>(), new List<string>(), new List<string>());
        for (var n = 0; n < files.Count; n++)
        {
            var (part, why) = await TryAsync(row, inbound, files[n], sender, parts.Count, cancellationToken);
            if (part is not null)
            {
                parts.Add(part);
                continue;
            }
            var name = FileNames.Clean(files[n].Name);
            await voice.SayOnceAsync(portal, $"file/{row.NativeId}/{n}", Sentences.FileNotDelivered(name, why!), cancellationToken);
            otherwise.Add(files[n].Otherwise);
            fidelity.Add($"The file {name ?? FileNames.Unnamed} was not carried over. {why}");
        }
        failing.TryRemove(row.Seq, out _);
        return new CarriedFiles(parts, otherwise, fidelity);
    }

    private async Task<(ContentPart? Part, string? Why)> TryAsync(InboxRow row, InboundEvent inbound, InboundFile file, UserId sender, int before, CancellationToken cancellationToken)
    {
        if (bridge.Connector is not IFetchesFiles fetches)
            return (null, "Files of this network are not carried.");
        if (before == EventLimits.MediaMax)
            return (null, $"A message has at most {EventLimits.MediaMax} files.");
        try
        {
            return (await CarryAsync(fetches, inbound, file, sender, cancellationToken), null);
        }
        catch (NativeRefusedException refused)
        {
            return (null, refused.Message);
        }
        catch (ApiRefusedException refused) when (OfTheFile.Contains(refused.Problem.Code))
        {
            return (null, refused.Problem.Detail ?? DecisionCodes.Find(refused.Problem.Code)!.Meaning);
        }
        catch (Exception failure) when (failure is not (ApiUnavailableException or ApiRefusedException or OperationCanceledException) && WaitedLongEnough(row))
        {
            return (null, $"It could not be fetched for {bridge.Settings.FileWaitMax.TotalMinutes:0} minutes.");
        }
    }

    private async Task<ContentPart> CarryAsync(IFetchesFiles fetches, InboundEvent inbound, InboundFile file, UserId sender, CancellationToken cancellationToken)
    {
        if (file.Size > bridge.Settings.FileOctetsMax)
            throw BoundedWrite.TooLarge(bridge.Settings.FileOctetsMax);
        await using var spooled = bridge.Spool.Begin();
        await FetchAsync(fetches, inbound, file, spooled, cancellationToken);
        await spooled.Octets.FlushAsync(cancellationToken);
        if (spooled.Octets.Length == 0)
            throw new NativeRefusedException("It is empty.");
        var media = await bridge.Api.PostMediaAsync(sender, spooled.Open(), cancellationToken);
        return PartOf(file, media);
    }

    private async Task FetchAsync(IFetchesFiles fetches, InboundEvent inbound, InboundFile file, SpooledFile spooled, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(bridge.Settings.FileTimeMax, bridge.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await fetches.FetchAsync(file, inbound.Sender, spooled.Octets, bridge.Settings.FileOctetsMax, either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("a file of the network does not come to its end", exception);
        }
    }

    private static ContentPart PartOf(InboundFile file, MediaView media) => new()
    {
        Cardinality = "external", Disposition = "attachment", ContentType = IsMediaType(file.ContentType) ? file.ContentType : media.Type,
        Url = media.Url.Value, Size = media.Size, Digest = media.Digest, Filename = FileNames.Clean(file.Name),
    };

    private bool WaitedLongEnough(InboxRow row) =>
        bridge.Time.GetElapsedTime(failing.GetOrAdd(row.Seq, bridge.Time.GetTimestamp())) > bridge.Settings.FileWaitMax;

    /// <summary>As RFC 6838 writes one, without parameters: what a stranger wrote must not make the server refuse the whole message.</summary>
    private static bool IsMediaType(string? text) => text is { Length: <= 127 } && text.Split('/') is [{ Length: > 0 } type, { Length: > 0 } subtype] && IsToken(type) && IsToken(subtype);

    private static bool IsToken(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '!' or '#' or '$' or '&' or '-' or '^' or '_' or '.' or '+');
}
