using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Xunit;

namespace Interop.Web.Tests;

/// <summary>What a browser asks for, without the browser: pages as they are sent, cookies, forms. Each comes from a loopback address of its own, since sign-ins of one address are limited.</summary>
internal sealed partial class BrowserHttp : IDisposable
{
    private static int addresses = 1;
    private readonly HttpClient http;

    public BrowserHttp(Uri web)
    {
        var number = Interlocked.Increment(ref addresses);
        var from = new IPAddress([127, 0, (byte)(1 + (number / 250)), (byte)(1 + (number % 250))]);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = Cookies,
            ConnectCallback = async (context, stop) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(from, 0));
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, context.DnsEndPoint.Port), stop);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        http = new HttpClient(handler) { BaseAddress = web };
    }

    public CookieContainer Cookies { get; } = new();

    public Cookie? SessionCookie => Cookies.GetAllCookies().FirstOrDefault(cookie => cookie.Name == "ocip");

    public async Task<(HttpResponseMessage Answer, string Text)> GetAsync(string path)
    {
        var answer = await http.GetAsync(new Uri(path.TrimStart('/'), UriKind.Relative));
        return (answer, await answer.Content.ReadAsStringAsync());
    }

    public async Task<HttpResponseMessage> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> form, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path.TrimStart('/'), UriKind.Relative)) { Content = new FormUrlEncodedContent(form) };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await http.SendAsync(request);
    }

    /// <summary>As the form of the sign-in page does.</summary>
    public async Task SignInAsync(string account, string password)
    {
        var (_, page) = await GetAsync("sign-in");
        using var answer = await PostAsync("sign-in", [new("_handler", "sign-in"), new("__RequestVerificationToken", TokenOf(page)), new("Form.Account", account), new("Form.Password", password)]);
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{account} was not let in: {(int)answer.StatusCode}");
    }

    public async Task<bool> IsInAsync()
    {
        var (answer, text) = await GetAsync("sign-in/there");
        answer.Dispose();
        return text.Contains("true", StringComparison.Ordinal);
    }

    public static string TokenOf(string page) => WebUtility.HtmlDecode(FormToken().Match(page).Groups["token"].Value);

    public void Dispose() => http.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex FormToken();
}
