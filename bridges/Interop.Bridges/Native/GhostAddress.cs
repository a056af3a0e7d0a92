namespace Interop.Bridges.Native;

/// <summary>
/// Whom a ghost stands for, in a form that native people can type: (ocip, alice) for a user of the server, (ocip, bob@globex.example) for one of
/// another provider, (xmpp, bob@example.org) for an account of another network. A connector writes it into a native account name and reads it back without loss; nothing else about a ghost can be guessed from its name.
/// </summary>
/// <param name="Network">ocip, or the name of a network: [a-z][a-z0-9]*.</param>
/// <param name="Account">Of ocip the local part of the user id, with @ and the provider when that is another; otherwise the account as that network writes it.</param>
public sealed record GhostAddress(string Network, string Account)
{
    public const string Ocip = "ocip";
}
