namespace Interop.Cli.Demo;

/// <summary>The addresses under which people are reached on the other network.</summary>
internal static class GhostNames
{
    /// <summary>On Matrix: somebody on XMPP.</summary>
    public static string OnMatrix(string xmppAddress) => $"@ocip_xmpp_{xmppAddress.Replace("@", "=40", StringComparison.Ordinal)}:{DemoBridges.MatrixServerName}";

    /// <summary>On XMPP: an employee.</summary>
    public static string OnXmpp(string employee) => $"{employee}@{DemoBridges.XmppDomain}";
}
