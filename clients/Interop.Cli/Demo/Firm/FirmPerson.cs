using Interop.Protocol.Identifiers;

namespace Interop.Cli.Demo.Firm;

/// <summary>Somebody who works at the firm.</summary>
/// <param name="Account">Local part of the work persona.</param>
/// <param name="DisplayName">As others see it.</param>
/// <param name="Group">Department.</param>
/// <param name="Office">Where.</param>
/// <param name="Language">Place in <see cref="Generating.Language.All"/>.</param>
internal sealed record FirmPerson(string Account, string DisplayName, string Group, Office Office, int Language)
{
    /// <summary>Once hired.</summary>
    public UserId User { get; set; }

    /// <summary>Of the person's client; once hired.</summary>
    public string Token { get; set; } = "";
}
