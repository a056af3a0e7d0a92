using Interop.Protocol.Evidence;

namespace Interop.Server.Retention;

/// <summary>One disposition that is done.</summary>
/// <param name="Certificate">Its UUID version 7, under which the certificate is asked for.</param>
/// <param name="Begun">Index of the first record.</param>
/// <param name="Done">Index of the second record.</param>
/// <param name="Leaves">What was ended in fact.</param>
/// <param name="Kept">What was asked for and is kept: a hold, or a minimum, stands against it.</param>
internal sealed record EndedBodies(Guid Certificate, long Begun, long Done, LeafRanges Leaves, LeafRanges Kept);
