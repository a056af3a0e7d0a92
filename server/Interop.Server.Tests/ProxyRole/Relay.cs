using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Interop.Server.Tests.EndToEnd;

namespace Interop.Server.Tests.ProxyRole;

/// <summary>Stands between a provider and its proxy, and changes what the proxy answers: a proxy that lies, whatever about.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly HttpClient http = new();
    private Uri proxy;
    private string? token;
    private readonly Task serving;

    public Relay(Uri proxy)
    {
        this.proxy = proxy;
        Address = new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}/");
        listener.Prefixes.Add(Address.AbsoluteUri);
        listener.Start();
        serving = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    /// <summary>Changes an answer to evaluate; null leaves it as it is.</summary>
    public Action<JsonObject>? Lie { get; set; }

    /// <summary>What was asked and answered, as it was before the lie.</summary>
    public List<(string Path, string Request, string Answer)> Seen { get; } = [];

    /// <summary>Asks another proxy from now on.</summary>
    public void Redirect(Uri other, string otherToken) => (proxy, token) = (other, otherToken);

    public async ValueTask DisposeAsync()
    {
        listener.Abort();
        await serving;
        http.Dispose();
    }

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            var path = context.Request.RawUrl!;
            using var request = new HttpRequestMessage(new HttpMethod(context.Request.HttpMethod), new Uri(proxy, path));
            foreach (var name in context.Request.Headers.AllKeys.Where(n => n is "Authorization" or "Signature" or "Signature-Input" or "Content-Digest" or "Ocip-Origin"))
                request.Headers.TryAddWithoutValidation(name!, context.Request.Headers[name]);
            if (token is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var read = new StreamReader(context.Request.InputStream);
            var asked = await read.ReadToEndAsync();
            if (asked.Length > 0)
                request.Content = new StringContent(asked, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            using var answer = await http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            lock (Seen)
                Seen.Add((path, asked, text));
            if (Lie is { } lie && path.EndsWith("/evaluate", StringComparison.Ordinal) && answer.IsSuccessStatusCode)
            {
                var changed = JsonNode.Parse(text)!.AsObject();
                lie(changed);
                text = changed.ToJsonString();
            }
            context.Response.StatusCode = (int)answer.StatusCode;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
            context.Response.Close();
        }
        catch (Exception broken) when (broken is HttpRequestException or HttpListenerException or ObjectDisposedException or IOException)
        {
            context.Response.Abort();
        }
    }
}
