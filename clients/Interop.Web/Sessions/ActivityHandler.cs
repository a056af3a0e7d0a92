using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Interop.Web.Sessions;

/// <summary>What somebody does on a page keeps the session alive; a page that is only open does not.</summary>
internal sealed class ActivityHandler(CurrentSession current, TimeProvider time) : CircuitHandler
{
    private WebSession? session;

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => async context =>
    {
        session ??= await current.FindAsync();
        session?.Touch(time.GetUtcNow());
        await next(context);
    };
}
