namespace Interop.Protocol.ArchiveApi;

/// <summary>A proposal to end what is due, and what became of it (spec 9.8).</summary>
/// <param name="Id">UUID version 7.</param>
/// <param name="State">preview, approved, running, or done.</param>
/// <param name="Due">What was due at this time.</param>
/// <param name="Size">Records of the log when it was made: none after them are ended.</param>
/// <param name="Author">Account that asked for it; schedule when nobody did.</param>
/// <param name="At">When.</param>
/// <param name="Count">Records whose bodies would end.</param>
/// <param name="Counts">The same by class, month and kind of room.</param>
/// <param name="Examples">The first of them, by index.</param>
/// <param name="KeptByMinimum">Records whose maximum has come and which a longer minimum keeps.</param>
/// <param name="KeptByHold">Records whose maximum has come and which a legal hold keeps.</param>
/// <param name="Ended">Bodies that have ended so far.</param>
/// <param name="Reached">Records of the log that were gone through so far.</param>
/// <param name="Certificates">Of what has ended so far; at most the first 1000.</param>
/// <param name="ApprovedBy">Another account; absent while nobody has approved it.</param>
/// <param name="Finished">When it was done.</param>
public sealed record DispositionView(
    string Id, string State, string Due, long Size, string Author, string At, long Count, DispositionCount[] Counts, long[] Examples, long KeptByMinimum, long KeptByHold,
    long Ended, long Reached, string[] Certificates, string? ApprovedBy = null, string? Finished = null);
