namespace Interop.Web.Security;

/// <summary>
/// What changes something, or opens a live connection, comes from this site's own pages: a request that another site has made a browser send is refused,
/// whatever cookies come with it. Pages send no referrer, so that browsers say "null" of the origin of their own forms; then Sec-Fetch-Site tells, and the
/// token of the form in any case.
/// </summary>
internal static class OwnSite
{
    public static void UseOwnSite(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (!IsForeign(context.Request))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("This was sent by the page of another site, and nothing was done.", context.RequestAborted);
    });

    private static bool IsForeign(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) && request.Headers.Upgrade.Count == 0)
            return false;
        string? site = request.Headers["Sec-Fetch-Site"];
        if (site is not null)
            return site is not ("same-origin" or "none");
        string? origin = request.Headers.Origin;
        return origin is not (null or "null") && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
