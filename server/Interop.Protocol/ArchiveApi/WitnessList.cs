namespace Interop.Protocol.ArchiveApi;

/// <summary>Who witnesses the log by C2SP tlog-witness (spec 08.10).</summary>
/// <param name="Log">Its name.</param>
/// <param name="Keys">The log's keys as vkeys: what a witness is told.</param>
/// <param name="Witnesses">Those that are asked.</param>
public sealed record WitnessList(string Log, string[] Keys, WitnessView[] Witnesses);
