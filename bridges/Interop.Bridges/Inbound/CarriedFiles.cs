using Interop.Protocol.Content;

namespace Interop.Bridges.Inbound;

/// <summary>What became of the files of a native message.</summary>
/// <param name="Parts">Those that the server has, as parts of the message.</param>
/// <param name="Otherwise">What stands in the text for the others.</param>
/// <param name="Fidelity">Why.</param>
internal sealed record CarriedFiles(IReadOnlyList<ContentPart> Parts, IReadOnlyList<string> Otherwise, IReadOnlyList<string> Fidelity)
{
    public static readonly CarriedFiles None = new([], [], []);
}
