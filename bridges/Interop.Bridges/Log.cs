using Microsoft.Extensions.Logging;

namespace Interop.Bridges;

/// <summary>The log lines of the bridge core. Ids only: no text of messages, no names.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "Could not say something in {Room}: {Why}")]
    public static partial void CouldNotTell(ILogger log, string room, string why);

    [LoggerMessage(LogLevel.Information, "Native event {Id} in {Room} is not bridged: {Why}")]
    public static partial void NotBridged(ILogger log, string id, string room, string why);

    [LoggerMessage(LogLevel.Warning, "Native event {Id} in {Room} was refused: {Why}")]
    public static partial void Refused(ILogger log, string id, string room, string why);

    [LoggerMessage(LogLevel.Warning, "{Item} could not be delivered by {Lane}: {Why}")]
    public static partial void NotDelivered(ILogger log, string item, string lane, string why);

    [LoggerMessage(LogLevel.Information, "Portal {NativeRoom} stands for {Room} ({Kind})")]
    public static partial void PortalOpened(ILogger log, string nativeRoom, string room, string kind);

    [LoggerMessage(LogLevel.Warning, "The stream of the server broke and is opened again: {Why}")]
    public static partial void StreamBroke(ILogger log, string why);

    [LoggerMessage(LogLevel.Warning, "The server cannot be used now and is asked again: {Why}")]
    public static partial void ServerUnavailable(ILogger log, string why);

    [LoggerMessage(LogLevel.Information, "The network {Network} is connected")]
    public static partial void Connected(ILogger log, string network);

    [LoggerMessage(LogLevel.Warning, "The network {Network} is not connected: {Why}")]
    public static partial void Disconnected(ILogger log, string network, string why);

    [LoggerMessage(LogLevel.Error, "{Item} failed in an unforeseen way in {Lane}, attempt {Attempt}")]
    public static partial void Unforeseen(ILogger log, Exception exception, string item, string lane, long attempt);

    [LoggerMessage(LogLevel.Error, "A delivery report was refused by the server and is dropped: {Why}")]
    public static partial void ReportRefused(ILogger log, string why);

    [LoggerMessage(LogLevel.Warning, "{Room} is not counted, or not all of it: {Why}")]
    public static partial void NotCounted(ILogger log, string room, string why);

    [LoggerMessage(LogLevel.Warning, "The server does not take that the network is away or back: {Why}")]
    public static partial void StatusRefused(ILogger log, string why);

    [LoggerMessage(LogLevel.Warning, "What the network has of a day could not be counted")]
    public static partial void CountFailed(ILogger log, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Old rows could not be removed from the database")]
    public static partial void PruneFailed(ILogger log, Exception exception);
}
