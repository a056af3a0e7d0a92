namespace Interop.Cli.Demo.Firm;

/// <summary>Somebody who signs in to the web application.</summary>
/// <param name="Account">To sign in with.</param>
/// <param name="Password">Made for this run.</param>
/// <param name="Work">What they do, in words.</param>
internal sealed record FirmOfficer(string Account, string Password, string Work);
