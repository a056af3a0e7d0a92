using System.CommandLine;
using Interop.Client;

namespace Interop.Cli;

/// <summary>Where the server is and who asks: --server and --token, else INTEROP_SERVER and INTEROP_TOKEN.</summary>
internal sealed class ServerOptions
{
    public Option<string?> Server { get; } = new("--server")
    {
        Description = "Address of the server, such as http://127.0.0.1:8448 (else INTEROP_SERVER).", HelpName = "URL",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("INTEROP_SERVER"),
    };

    public Option<string?> Token { get; } = new("--token")
    {
        Description = "Bearer token (else INTEROP_TOKEN; the environment keeps it out of the list of processes).", HelpName = "TOKEN",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("INTEROP_TOKEN"),
    };

    public void AddTo(Command command)
    {
        command.Options.Add(Server);
        command.Options.Add(Token);
    }

    /// <exception cref="UsageException">No server is named, or it is no address.</exception>
    public OcipClient Client(ParseResult parsed)
    {
        var server = parsed.GetValue(Server) ?? throw new UsageException("no server is named: give --server URL, or set INTEROP_SERVER");
        return Uri.TryCreate(server, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? new OcipClient(uri!, parsed.GetValue(Token))
            : throw new UsageException($"'{server}' is not the address of a server: http:// or https:// expected");
    }
}
