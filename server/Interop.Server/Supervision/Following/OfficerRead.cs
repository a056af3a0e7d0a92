namespace Interop.Server.Supervision.Following;

/// <summary>What an officer has read, of a record of kind access.</summary>
/// <param name="Leaf">Index of that record.</param>
/// <param name="At">When.</param>
/// <param name="Officer">Account.</param>
/// <param name="What">One of the words of AccessLog.</param>
/// <param name="State">Of what was changed, what became of it, where the record says so: made, revoked, approved.</param>
/// <param name="Item">The item that was opened.</param>
/// <param name="Records">How many records were given.</param>
internal sealed record OfficerRead(long Leaf, string At, string Officer, string What, string? State, long? Item, long Records);
