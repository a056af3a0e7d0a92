namespace Interop.Protocol.ArchiveApi;

/// <summary>What came of telling the operator's address something for a try (spec 08.13).</summary>
/// <param name="At">When it was tried, RFC 3339 UTC.</param>
/// <param name="Told">It was answered with a status of class 2.</param>
/// <param name="Address">Host and port of the address; absent when the server was given none: nobody is told of alarms.</param>
/// <param name="Status">What it answered with; absent when it did not answer.</param>
/// <param name="Detail">Why it was not told.</param>
public sealed record AlarmTest(string At, bool Told, string? Address = null, int? Status = null, string? Detail = null);
