namespace Interop.Server.Tests.EndToEnd;

/// <summary>Waiting in real time, for another process: no clock of ours can be moved for it.</summary>
internal static class Pause
{
    public static Task Ms(int milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, CancellationToken.None);
}
