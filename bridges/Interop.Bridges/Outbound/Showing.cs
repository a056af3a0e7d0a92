using Interop.Bridges.Native;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;

namespace Interop.Bridges.Outbound;

/// <summary>An event on its way into one portal.</summary>
/// <param name="Portal">Where.</param>
/// <param name="News">The event.</param>
/// <param name="Actor">Who acts there for its author.</param>
/// <param name="Recipients">To whom it is delivered there.</param>
internal sealed record Showing(NativePortal Portal, OcipEvent News, Actor Actor, IReadOnlyList<UserId> Recipients)
{
    public DateTimeOffset Created => WireTime.Parse(News.Header.Created);

    /// <summary>The key of the native message with this number.</summary>
    public TransactionKey Key(int part) => TransactionKey.Of(Actor.Account, News.Id, Portal.NativeRoom, part);
}
