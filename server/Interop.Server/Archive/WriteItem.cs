namespace Interop.Server.Archive;

/// <summary>Something to be done in the next group commit.</summary>
internal abstract class WriteItem
{
    /// <summary>Writes, inside the transaction. An exception fails the whole group commit: infrastructure only.</summary>
    public abstract void Apply(CommitBatch batch);

    /// <summary>The commit is on disk. Called in the order of the items, before anyone is answered.</summary>
    public virtual void Committed(CommitBatch batch)
    {
    }

    /// <summary>Last, after everything of the commit was handed to delivery.</summary>
    public abstract void Answer();

    /// <summary>The commit failed and nothing of it is on disk.</summary>
    public abstract void Failed(Exception fault);
}
