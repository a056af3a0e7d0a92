namespace Interop.Cli.Demo.Parts;

/// <summary>The addresses under which people are reached on a network that is not theirs.</summary>
internal static class GhostNames
{
    /// <summary>On Matrix: somebody on XMPP.</summary>
    public static string XmppOnMatrix(string xmppAddress, string serverName) => $"@ocip_xmpp_{Escaped(xmppAddress)}:{serverName}";

    /// <summary>On Matrix: an employee, or local@provider of another organisation.</summary>
    public static string OnMatrix(string employee, string serverName) => $"@ocip_{Escaped(employee)}:{serverName}";

    /// <summary>On XMPP: an employee, or local@provider of another organisation.</summary>
    public static string OnXmpp(string employee, string bridgeDomain) => $"{employee.Replace("@", "\\40", StringComparison.Ordinal)}@{bridgeDomain}";

    private static string Escaped(string address) => address.Replace("@", "=40", StringComparison.Ordinal);
}
