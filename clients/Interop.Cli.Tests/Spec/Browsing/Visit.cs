using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace Interop.Cli.Tests.Spec.Browsing;

/// <summary>One open page. Whatever it complains of, and whatever it loads from elsewhere than the disk, fails the test at the end.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> complaints = [];

    public Visit(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.Console += (_, message) => complaints.Enqueue($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => complaints.Enqueue(error);
        page.RequestFailed += (_, request) => complaints.Enqueue($"not loaded: {request.Url}");
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("file://", StringComparison.Ordinal))
                complaints.Enqueue($"from elsewhere: {request.Url}");
        };
    }

    public IPage Page { get; }

    /// <summary>File name and anchor of the page that is shown.</summary>
    public string Where => Page.Url[(Page.Url.LastIndexOf('/') + 1)..];

    public ILocator Find(string selector) => Page.Locator(selector);

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        Assert.Empty(complaints);
    }
}
