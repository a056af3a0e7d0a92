using System.Text.Json;
using System.Text.Json.Serialization;

namespace Interop.Bridges.Host;

/// <summary>GET /health on loopback: 200 when every network and the server can be reached, 503 when not, with the state of each network.</summary>
internal static partial class HealthPage
{
    public static WebApplication Build(Uri address, IReadOnlyList<BridgeCore> cores)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address.ToString());
        var app = builder.Build();
        app.MapGet("/health", (HttpContext context) => AnswerAsync(context, [.. cores.Select(core => core.Health)]));
        return app;
    }

    private static Task AnswerAsync(HttpContext context, BridgeHealth[] networks)
    {
        var well = networks.All(n => n.Connected && n.ServerConnected);
        context.Response.StatusCode = well ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsJsonAsync(new HealthAnswer(well ? "ok" : "degraded", networks), HealthJson.Default.HealthAnswer);
    }

    internal sealed record HealthAnswer(string Status, BridgeHealth[] Networks);

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(HealthAnswer))]
    internal sealed partial class HealthJson : JsonSerializerContext;
}
