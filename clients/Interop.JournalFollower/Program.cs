using System.Text.Json;
using Interop.Client;
using Interop.JournalFollower;
using Interop.Protocol;

// An outside archive, or monitor, in small: see README.md.
if (args is not [var server, var keys, var file] || Environment.GetEnvironmentVariable("INTEROP_TOKEN") is not { Length: > 0 } token)
{
    Console.Error.WriteLine("usage: INTEROP_TOKEN=… Interop.JournalFollower SERVER KEYS-FILE COPY.ndjson");
    return 2;
}
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
try
{
    using var client = new OcipClient(new Uri(server), token);
    var pinned = JsonSerializer.Deserialize(File.ReadAllBytes(keys), OcipJson.Default.JsonWebKeySet)!;
    await new Follower(client, pinned, file).RunAsync(stop.Token);
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}
catch (InvalidDataException wrong)
{
    Console.Error.WriteLine($"WRONG: {wrong.Message}");
    return 1;
}
