using Interop.Protocol.Evidence;

namespace Interop.Server.Subjects;

/// <summary>The retention schedule, as verdicts ask it: of each of these records whose minimum has not passed, when it passes (null: never yet) and by which rule.</summary>
internal delegate IReadOnlyDictionary<long, (DateTimeOffset? Until, string Basis)> KeptUntil(LeafRanges leaves);
