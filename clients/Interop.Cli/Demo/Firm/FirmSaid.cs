namespace Interop.Cli.Demo.Firm;

/// <summary>Something that was said in a room.</summary>
/// <param name="Event">That can be replied to, or reported.</param>
/// <param name="Person">Place in the plan of who said it; -1 for a client.</param>
internal sealed record FirmSaid(string Event, int Person);
