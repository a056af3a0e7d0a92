namespace Interop.Server.Peers;

internal static class PeerLimits
{
    public const int AnswerOctetsMax = 4 * 1024 * 1024;
}
