using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Interop.Bridges.RealServers.Installation;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Tidy;

namespace Interop.Server.Tests.ProxyRole;

/// <summary>
/// The sample of a compliance proxy in Node.js, written from the standard alone (conformance-tests/samples/compliance-proxy), as a process that knows an
/// organisation's provider. It runs from a copy of its folder, so that nothing is made in the checkout.
/// </summary>
internal sealed class SampleProxyProcess : IAsyncDisposable
{
    private const string Folder = "conformance-tests/samples/compliance-proxy";
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> output = new();
    private readonly DirectoryInfo copy = Directory.CreateTempSubdirectory("ocip-sample-");
    private readonly ProviderName organisation;
    private readonly int port = ServerProcess.FreePort();
    private readonly string adminToken = Secret();
    private Process? process;

    private SampleProxyProcess(ProviderName organisation)
    {
        this.organisation = organisation;
        Office = new OcipClient(Address, adminToken);
        Relay = new Relay(Address);
    }

    public Uri Address => new($"http://127.0.0.1:{port}/");

    /// <summary>The provider's.</summary>
    public string Token { get; } = Secret();

    /// <summary>Its reviewer's and auditor's.</summary>
    public OcipClient Office { get; }

    /// <summary>Between it and the provider.</summary>
    public Relay Relay { get; }

    public JsonWebKeySet Keys { get; private set; } = new([]);

    public static async Task<SampleProxyProcess> OpenAsync(ProviderName organisation)
    {
        var packages = Path.Combine(NodePackages.FolderOf(Repository.Root, Folder), "node_modules");
        if (!Directory.Exists(packages))
            throw new InvalidOperationException($"The packages of {Folder} are missing: run ./interop setup.");
        var sample = new SampleProxyProcess(organisation);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, Folder)))
            File.Copy(file, Path.Combine(sample.copy.FullName, Path.GetFileName(file)));
        Directory.CreateSymbolicLink(Path.Combine(sample.copy.FullName, "node_modules"), packages);
        await sample.StartAsync();
        using var nobody = new OcipClient(sample.Address, null);
        sample.Keys = await nobody.KeysAsync();
        await File.WriteAllBytesAsync(sample.InCopy("proxy-keys.json"), JsonSerializer.SerializeToUtf8Bytes(sample.Keys, OcipJson.Default.JsonWebKeySet));
        await File.WriteAllTextAsync(sample.InCopy("proxy-token"), sample.Token);
        return sample;
    }

    /// <summary>With which the provider asks it.</summary>
    public string[] Options() => ["--proxy", Relay.Address.AbsoluteUri, "--proxy-keys", InCopy("proxy-keys.json"), "--proxy-token", InCopy("proxy-token")];

    /// <summary>Starts it on what it has kept; returns when it answers.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("node")
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = copy.FullName,
            ArgumentList = { "server.mjs", "--provider", organisation.Value, "--data", InCopy("data"), "--port", $"{port}", "--schemas", Path.Combine(Repository.Root, "spec", "schemas") },
            Environment = { ["OCIP_PROXY_TOKEN"] = Token, ["OCIP_PROXY_ADMIN_TOKEN"] = adminToken },
        };
        process = Process.Start(start) ?? throw new InvalidOperationException("node did not start");
        process.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var http = new HttpClient { BaseAddress = Address };
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < StartMax && !process.HasExited; await Pause.Ms(50))
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("ocip/v1/keys", UriKind.Relative));
                return;
            }
            catch (HttpRequestException)
            {
                continue;
            }
        }
        throw new InvalidOperationException($"the sample did not start:\n{string.Join('\n', output)}");
    }

    /// <summary>As by kill -9.</summary>
    public async Task KillAsync()
    {
        if (process is null)
            return;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>Its whole log, checked from its records up to a checkpoint that it has signed.</summary>
    public Task<ArchiveAudit> AuditAsync() => ArchiveAudit.RunAsync(Office.Archive, Keys);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await Relay.DisposeAsync();
        Office.Dispose();
        copy.Delete(recursive: true);
    }

    private string InCopy(string name) => Path.Combine(copy.FullName, name);

    private static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
}
