namespace Interop.Server.Retention;

/// <summary>Marks endpoints whose answers may have bodies of any records.</summary>
internal static class AnswersWithBodies
{
    /// <summary>Known from before its endpoint reads until it is sent, see <see cref="OpenAnswers"/>.</summary>
    public static RouteHandlerBuilder GivesBodies(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter((call, next) =>
    {
        call.HttpContext.RequestServices.GetRequiredService<OpenAnswers>().BeginWhole(call.HttpContext);
        return next(call);
    });
}
