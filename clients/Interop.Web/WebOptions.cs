namespace Interop.Web;

/// <summary>What the web application is started with.</summary>
/// <param name="Server">--server: root of the server whose API it uses.</param>
/// <param name="Urls">--urls: where it listens; plain HTTP on loopback only.</param>
/// <param name="HostArguments">What is left, for the host: certificates and the like.</param>
internal sealed record WebOptions(Uri Server, string[] Urls, string[] HostArguments)
{
    private const string DefaultUrl = "http://127.0.0.1:8450";

    private const string Usage = """
        usage: ./interop web --server URL [--urls URLS] [--Kestrel:Certificates:Default:Path FILE --Kestrel:Certificates:Default:KeyPath FILE]

        The web application for people who chat and for compliance officers. It needs a server (./interop up) and keeps nothing itself.

          --server   root of the server, such as https://chat.example.org/ or http://127.0.0.1:8448/
          --urls     where it listens, separated by ; (default http://127.0.0.1:8450). Plain HTTP on loopback only.
        """;

    /// <summary>Every address is one of this machine, so that a cookie need not be Secure.</summary>
    public bool IsLoopback => Urls.All(url => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.IsLoopback);

    /// <summary>Null when it was told what is wrong.</summary>
    public static WebOptions? Read(string[] args)
    {
        var rest = new List<string>();
        Uri? server = null;
        var urls = DefaultUrl;
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--server" && i + 1 < args.Length && Uri.TryCreate(args[i + 1], UriKind.Absolute, out server))
                i++;
            else if (args[i] == "--urls" && i + 1 < args.Length)
                urls = args[++i];
            else
                rest.Add(args[i]);
        }
        var all = urls.Split(';', StringSplitOptions.RemoveEmptyEntries);
        var open = all.FirstOrDefault(url => !Uri.TryCreate(url, UriKind.Absolute, out var address) || (address.Scheme == "http" && !address.IsLoopback));
        if (server is not null && open is null)
            return new WebOptions(server, all, [.. rest, "--urls", urls]);
        Console.Error.WriteLine(open is null ? Usage : $"--urls: {open} would send passwords and messages in the clear. Use https with a certificate, or a loopback address.\n\n{Usage}");
        return null;
    }
}
