namespace Interop.Protocol.BridgeApi;

/// <summary>What a network itself has of a native room and a day, as its bridge has counted it (spec 11).</summary>
/// <param name="NativeRoom">As its portal names it.</param>
/// <param name="Date">yyyy-MM-dd, UTC, by the network's times.</param>
/// <param name="NativeIds">Ids of messages and edits that people wrote there, at most 20,000; nothing that the bridge itself posted.</param>
/// <param name="Complete">The network has given all of the day, up to this part. False and no ids: it cannot be counted.</param>
/// <param name="Part">Null or 0 begins the count of this native room and day anew; n, at most 9,999, adds to parts 0 to n-1.</param>
public sealed record NativeCount(string NativeRoom, string Date, string[] NativeIds, bool Complete, int? Part = null);
