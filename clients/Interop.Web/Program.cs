using Interop.Web;
using Interop.Web.Frame;
using Interop.Web.Security;
using Interop.Web.Sessions;
using Radzen;

// The web application: pages for people who chat and for compliance officers, on the public API of one server only.
if (WebOptions.Read(args) is not { } options)
    return 2;
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = options.HostArguments, ContentRootPath = AppContext.BaseDirectory });
builder.ConfigureListening(options);
var services = builder.Services;
services.AddSingleton(options).AddSingleton(TimeProvider.System);
services.AddRazorComponents().AddInteractiveServerComponents(circuits => circuits.DetailedErrors = builder.Environment.IsDevelopment());
services.AddRadzenComponents();
services.AddSessions(options);
services.AddFrame();

var app = builder.Build();
app.UseSecurityHeaders();
app.UseOwnSite();
app.UseExceptionHandler("/failed");
app.UseAuthentication();
app.UseAuthorization();
app.UseRateLimiter();
app.UseAntiforgery();
app.MapStaticAssets();
app.MapSessions();
app.MapFiles();
app.MapUploads();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode(mode => mode.ContentSecurityFrameAncestorsPolicy = null);
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"OCIP web application: {string.Join(", ", app.Urls)} (server {options.Server})"));
await app.RunAsync();
return 0;

/// <summary>Named so that tests can start it.</summary>
internal sealed partial class Program;
