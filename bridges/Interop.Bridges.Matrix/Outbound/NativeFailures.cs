using System.Net;
using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix.Homeserver;

namespace Interop.Bridges.Matrix.Outbound;

/// <summary>What a homeserver's refusal means to the core: for good, later at a time it named, or try again.</summary>
internal static class NativeFailures
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(5);

    public static async Task<T> RunAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (MatrixException failure)
        {
            throw Meaning(failure);
        }
    }

    public static Task RunAsync(Func<Task> act) => RunAsync(async () =>
    {
        await act();
        return true;
    });

    private static Exception Meaning(MatrixException failure) => failure switch
    {
        { Status: HttpStatusCode.TooManyRequests } => new NativeBusyException("The homeserver asked to wait.", failure.RetryAfter ?? DefaultWait),
        { IsTransient: true } => Later(failure),
        // Our token is not (yet) known: an administrator will put it right, and nothing should be lost until then.
        { Status: HttpStatusCode.Unauthorized } => Later(failure),
        { Status: >= HttpStatusCode.InternalServerError } => Later(failure),
        { Code: MatrixException.TooLarge } => new NativeRefusedException("The message is larger than a Matrix event can be.", failure),
        _ => new NativeRefusedException($"The homeserver refused: {failure.Code} ({(int)failure.Status}).", failure),
    };

    /// <summary>As the core knows it from any network: tried again for as long as it takes.</summary>
    private static HttpRequestException Later(MatrixException failure) => new(failure.Message, failure, failure.Status);
}
