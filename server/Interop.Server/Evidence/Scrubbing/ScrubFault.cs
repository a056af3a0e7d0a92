namespace Interop.Server.Evidence.Scrubbing;

/// <summary>Something stored that is not what it should be.</summary>
/// <param name="Subject">Which: record 17, body 17, tile 0/3, batch 12, media and its digest.</param>
/// <param name="Detail">What was expected; one sentence, nothing of the content.</param>
internal sealed record ScrubFault(string Subject, string Detail);
