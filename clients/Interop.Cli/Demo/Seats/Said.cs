namespace Interop.Cli.Demo.Seats;

/// <summary>A message that a person sent.</summary>
/// <param name="Id">The id that it was sent with: what corrections refer to.</param>
/// <param name="Reference">What others' replies to it, and its retraction, refer to in the sender's own view.</param>
/// <param name="Text">Plain text.</param>
internal sealed record Said(string Id, string Reference, string Text);
