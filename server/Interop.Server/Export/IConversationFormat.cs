namespace Interop.Server.Export;

/// <summary>A format by room and UTC day. What it writes it appends, or puts into a file of the conversation; between conversations it keeps nothing.</summary>
internal interface IConversationFormat
{
    /// <summary>Its name in requests and counts.</summary>
    string Name { get; }

    /// <summary>At the very beginning.</summary>
    void Begin();

    void Write(Conversation conversation);

    /// <summary>At the very end. After a crash it may be called again, on files as they were before.</summary>
    void End();
}
