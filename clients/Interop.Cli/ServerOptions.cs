using System.CommandLine;
using Interop.Client;

namespace Interop.Cli;

/// <summary>Where the server is and who asks: --server and --token, else INTEROP_SERVER and INTEROP_TOKEN.</summary>
internal sealed class ServerOptions
{
    private readonly Option<string?> server = new("--server")
    {
        Description = "Address of the server, such as http://127.0.0.1:8448 (else INTEROP_SERVER).", HelpName = "URL",
    };

    private readonly Option<string?> token = new("--token")
    {
        // No default: --help would print it.
        Description = "Bearer token (else INTEROP_TOKEN; the environment keeps it out of the list of processes).", HelpName = "TOKEN",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(server);
        command.Options.Add(token);
    }

    /// <summary>The address that was given, here or by the environment; null for none.</summary>
    public string? Server(ParseResult parsed) => parsed.GetValue(server) ?? Environment.GetEnvironmentVariable("INTEROP_SERVER");

    public string? Token(ParseResult parsed) => parsed.GetValue(token) ?? Environment.GetEnvironmentVariable("INTEROP_TOKEN");

    /// <exception cref="UsageException">No server is named, or it is no address.</exception>
    public OcipClient Client(ParseResult parsed)
    {
        var address = Server(parsed) ?? throw new UsageException("no server is named: give --server URL, or set INTEROP_SERVER");
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? new OcipClient(uri!, Token(parsed))
            : throw new UsageException($"'{address}' is not the address of a server: http:// or https:// expected");
    }
}
