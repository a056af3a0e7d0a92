namespace Interop.Bridges.RealServers.Prosody;

/// <summary>How a Prosody is set up for a test or the demo.</summary>
public sealed record ProsodyOptions
{
    /// <summary>Folder for its data; made when absent. The same folder again is the same server.</summary>
    public required string Folder { get; init; }

    /// <summary>Domain of its users.</summary>
    public string Domain { get; init; } = "xmpp.test";

    /// <summary>Components that may connect.</summary>
    public IReadOnlyList<ProsodyComponent> Components { get; init; } = [];

    /// <summary>Administrators of the server, such as root@xmpp.test: they own every group chat.</summary>
    public IReadOnlyList<string> Admins { get; init; } = [];

    /// <summary>Loopback port for clients; 0 takes a free one.</summary>
    public int ClientPort { get; init; }

    /// <summary>Loopback port for components; 0 takes a free one.</summary>
    public int ComponentPort { get; init; }

    /// <summary>Loopback port for files (HTTP); 0 takes a free one.</summary>
    public int FilePort { get; init; }

    /// <summary>What the addresses of files begin with, such as http://127.0.0.1:5280/; null: the port itself.</summary>
    public string? FilesUrl { get; init; }

    /// <summary>Octets of the largest file.</summary>
    public int FileOctetsMax { get; init; } = 1024 * 1024;

    /// <summary>Domain of the service that keeps files.</summary>
    public string UploadDomain => $"upload.{Domain}";

    /// <summary>Domain of the group chat service.</summary>
    public string GroupChatDomain => $"conference.{Domain}";
}
