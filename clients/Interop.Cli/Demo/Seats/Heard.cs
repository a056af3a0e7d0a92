namespace Interop.Cli.Demo.Seats;

/// <summary>A message as a person received it.</summary>
/// <param name="Id">What corrections of it refer to.</param>
/// <param name="Reference">What replies to it and retractions of it refer to.</param>
/// <param name="Author">Native address of who said it here.</param>
/// <param name="Text">Plain text.</param>
/// <param name="Html">Formatted, or null.</param>
/// <param name="InReplyTo">Reference of the message that it answers, or null.</param>
internal sealed record Heard(string Id, string Reference, string Author, string Text, string? Html = null, string? InReplyTo = null);
