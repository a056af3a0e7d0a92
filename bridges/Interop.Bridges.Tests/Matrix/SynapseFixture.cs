using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix;
using Interop.Bridges.RealServers.NativeClients;
using Interop.Bridges.RealServers.Processes;
using Interop.Bridges.RealServers.Synapse;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Interop.Bridges.Tests.Matrix;

/// <summary>
/// One real Synapse for all Matrix tests, which run one after the other: it starts in seconds, but there are many tests. Each test
/// has people of its own, and begins with nothing of an earlier one left in the homeserver's queue.
/// </summary>
public sealed class SynapseFixture : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("ocip-matrix-").FullName;
    private int people;

    public SynapseServer Synapse { get; private set; } = null!;

    /// <summary>The section connectors:matrix that goes with it.</summary>
    public IConfigurationSection Settings { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var listen = $"http://127.0.0.1:{FreePort.Take()}";
        var port = FreePort.Take();
        var given = new Dictionary<string, string?> { ["serverName"] = "hs.test", ["listen"] = listen, ["homeserver"] = $"http://127.0.0.1:{port}/" };
        var setup = new MatrixConnectorFactory().Prepare(Section(given));
        foreach (var (name, content) in setup.Files)
            await File.WriteAllTextAsync(Path.Combine(folder, name), content);
        foreach (var (name, value) in setup.Settings!)
            given[name] = value;
        Settings = Section(given);
        var options = new SynapseOptions
        {
            Folder = Path.Combine(folder, "synapse"), ServerName = "hs.test", Port = port,
            Registrations = [.. setup.Files.Keys.Select(name => Path.Combine(folder, name))],
        };
        Synapse = await SynapseServer.StartAsync(options, TimeProvider.System, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (Synapse is not null)
            await Synapse.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    public IConnector NewConnector(params (string Name, string? Value)[] more)
    {
        var settings = Settings.AsEnumerable(makePathsRelative: true).Where(entry => entry.Value is not null).ToDictionary(entry => entry.Key, entry => entry.Value);
        foreach (var (name, value) in more)
            settings[name] = value;
        return new MatrixConnectorFactory().Create(Section(settings), new ConnectorServices(Logging.Factory, TimeProvider.System));
    }

    /// <summary>Somebody new with an account and a client.</summary>
    public Task<MatrixClient> NewPersonAsync(string name) =>
        Synapse.CreateUserAsync($"{name}{Interlocked.Increment(ref people)}", "secret", char.ToUpperInvariant(name[0]) + name[1..], CancellationToken.None);

    /// <summary>Takes what the homeserver still has for the bridge, and throws it away.</summary>
    public async Task DrainAsync()
    {
        using var listener = await ListenAsync(Settings["listen"]!.TrimEnd('/') + '/');
        using var http = new HttpClient { BaseAddress = Synapse.BaseUrl };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Settings["asToken"]);
        var mark = $"drain-{Guid.CreateVersion7()}";
        var acts = Task.Run(async () =>
        {
            await PostAsync(http, "_matrix/client/v3/register", new JsonObject { ["type"] = "m.login.application_service", ["username"] = "ocipbot", ["inhibit_login"] = true });
            await PostAsync(http, "_matrix/client/v1/appservice/ocip/ping", new JsonObject());
            // The queue is in order: when this arrives, nothing is before it.
            await PostAsync(http, "_matrix/client/v3/createRoom", new JsonObject { ["topic"] = mark });
        });
        while (true)
        {
            var context = await listener.GetContextAsync().WaitAsync(TimeSpan.FromSeconds(30));
            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var body = await reader.ReadToEndAsync();
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync("{}"u8.ToArray());
            context.Response.Close();
            if (body.Contains(mark, StringComparison.Ordinal))
                break;
        }

        await acts;
    }

    /// <summary>The port is free once the last bridge's is closed: by us, and by programs that are being started and still have what we had open.</summary>
    private static async Task<HttpListener> ListenAsync(string prefix)
    {
        for (var begun = TimeProvider.System.GetTimestamp(); ;)
        {
            var listener = new HttpListener();
            listener.Prefixes.Add(prefix);
            try
            {
                listener.Start();
                return listener;
            }
            catch (HttpListenerException) when (TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromMinutes(1))
            {
                listener.Close();
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    private static async Task PostAsync(HttpClient http, string path, JsonObject body)
    {
        using var content = new StringContent(body.ToJsonString(JsonSerializerOptions.Default), Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    private static IConfigurationSection Section(Dictionary<string, string?> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(entry => $"connectors:matrix:{entry.Key}", entry => entry.Value)).Build().GetSection("connectors:matrix");
}
