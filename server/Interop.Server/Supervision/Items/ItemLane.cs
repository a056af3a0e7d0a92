namespace Interop.Server.Supervision.Items;

/// <summary>A run of items by falling number that an index has as it stands: a page is the first of several of them, so that nothing is counted, sorted or read in vain.</summary>
/// <param name="Condition">On supervision_items i; its columns are the first of an index that ends with id.</param>
/// <param name="Arguments">Of the condition.</param>
internal sealed record ItemLane(string Condition, object Arguments)
{
    /// <summary>Items that share a band with item @like.</summary>
    public const string Like = "SELECT b.item FROM supervision_bands a JOIN supervision_bands b ON b.band=a.band WHERE a.item=@like";

    public static ItemLane OfQueue(string queue, string state) => new("i.queue=@queue AND i.state=@state", new { queue, state });

    public static ItemLane OfState(string state) => new("i.state=@state", new { state });

    public static ItemLane OfPerson(long person, string state) => new("i.person=@person AND i.state=@state", new { person, state });

    public static ItemLane OfAssignee(string assignee, string state) => new("i.assignee=@assignee AND i.state=@state", new { assignee, state });

    public static ItemLane OfRoom(long room) => new("i.room=@room", new { room });

    public static ItemLane OfText(byte[] same) => new("i.same=@same", new { same });

    /// <summary>Those with nearly the same text as an item, itself among them.</summary>
    public static ItemLane OfLike(long item) => new($"i.id IN ({Like})", new { like = item });

    public static ItemLane OfPolicy(string policy) => new("p.policy=@policy", new { policy }) { OverPolicies = true };

    /// <summary>Over supervision_item_policies p.</summary>
    public bool OverPolicies { get; init; }

    /// <summary>The statement; the caller adds before and limit.</summary>
    public string Sql => OverPolicies
        ? $"SELECT {ItemRow.Columns} FROM supervision_item_policies p JOIN supervision_items i ON i.id=p.item WHERE {Condition} AND p.item<@before ORDER BY p.item DESC LIMIT @limit"
        : $"SELECT {ItemRow.Columns} FROM supervision_items i WHERE {Condition} AND i.id<@before ORDER BY i.id DESC LIMIT @limit";
}
