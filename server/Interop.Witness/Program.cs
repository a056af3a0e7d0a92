using System.Text;
using Interop.Notes;
using Interop.Witness;

// A witness of logs (C2SP tlog-witness): cosigns the head of a log when it continues the one that it has cosigned last. Small on purpose: it is run by
// whoever does not run the archive, on a machine of their own.
if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(WitnessOptions.Help);
    return 0;
}
WitnessOptions options;
NoteSigner signer;
Witness witness;
try
{
    options = WitnessOptions.Read(args);
    signer = WitnessKeyFile.Open(options.Keys, options.Name);
    witness = new Witness(signer, options.Policy(), new WitnessStore(options.Data), TimeProvider.System);
}
catch (Exception wrong) when (wrong is FormatException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"{wrong.Message}\nSee --help.");
    return 2;
}

var builder = WebApplication.CreateSlimBuilder([]);
builder.WebHost.UseUrls(options.Urls.Split(';'));
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Limits.MaxRequestBodySize = Witness.RequestOctetsMax;
});
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var app = builder.Build();
app.MapPost("/add-checkpoint", async (HttpContext context) =>
{
    using var reader = new StreamReader(context.Request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true));
    string body;
    try
    {
        body = await reader.ReadToEndAsync(context.RequestAborted);
    }
    catch (DecoderFallbackException)
    {
        return Results.StatusCode(400);
    }
    var answer = witness.Take(body);
    return Results.Text(answer.Body, answer.MediaType, statusCode: answer.Status);
});
app.MapGet("/{origin}/checkpoint", (string origin) => witness.Newest(origin) is { } note ? Results.Text(note, "text/plain") : Results.NotFound());
app.Lifetime.ApplicationStarted.Register(() =>
{
    Console.WriteLine($"witness: {string.Join(", ", app.Urls)}");
    Console.WriteLine(signer.Key);
});
await app.RunAsync();
return 0;
