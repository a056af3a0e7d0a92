namespace Interop.Web.Pages.Chat;

/// <summary>Which messages of a conversation stand on the page: a stretch of limited length that moves with the reader, however long the conversation is.</summary>
public sealed class MessageWindow
{
    /// <summary>Rows on the page at most; some screens.</summary>
    public const int RowsMax = 150;

    /// <summary>Rows by which it moves.</summary>
    public const int Step = 50;

    public int First { get; private set; }

    /// <summary>The one after the last.</summary>
    public int End { get; private set; }

    /// <summary>Whether the newest is on the page, as of the last change.</summary>
    public bool IsAtEnd { get; private set; } = true;

    /// <summary>The conversation has this many messages now.</summary>
    /// <param name="count">Messages.</param>
    /// <param name="before">How many of the new ones came before all that was there.</param>
    /// <param name="isFollowing">The newest was in sight: the window goes along with it.</param>
    public void Grow(int count, int before = 0, bool isFollowing = true)
    {
        if (IsAtEnd && isFollowing && before == 0)
        {
            (First, End) = (Math.Max(0, count - RowsMax), count);
            return;
        }
        Place(First + before, count);
    }

    /// <summary>Towards the beginning; false when that is on the page already.</summary>
    public bool Earlier(int count)
    {
        if (First == 0)
            return false;
        Place(Math.Max(0, First - Step), count);
        return true;
    }

    public bool Later(int count)
    {
        if (End >= count)
            return false;
        Place(Math.Min(count, End + Step) - RowsMax, count);
        return true;
    }

    public void ToEnd(int count) => Place(count - RowsMax, count);

    /// <summary>So that this one is on the page.</summary>
    public void Show(int index, int count)
    {
        if (index < First || index >= End)
            Place(index - (RowsMax / 2), count);
    }

    private void Place(int first, int count)
    {
        First = Math.Clamp(first, 0, Math.Max(0, count - 1));
        End = Math.Min(count, First + RowsMax);
        IsAtEnd = End == count;
    }
}
