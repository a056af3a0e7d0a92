namespace Interop.Protocol.ArchiveApi;

/// <summary>The occasion of a class has come for somebody, such as the end of an account (spec 9.4).</summary>
/// <param name="Class">A class whose start is occasion.</param>
/// <param name="User">Local part of a user: what this user wrote counts from the occasion on.</param>
/// <param name="At">When; RFC 3339 UTC. A later time may be set later, an earlier one not.</param>
public sealed record OccasionRequest(string Class, string User, string At);
