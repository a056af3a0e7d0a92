namespace Interop.Server.Export;

/// <summary>A format in the order of the log. What it writes it appends to its file; between segments it keeps nothing.</summary>
internal interface IRecordFormat
{
    /// <summary>Its name in requests and counts.</summary>
    string Name { get; }

    /// <summary>At the very beginning.</summary>
    void Begin();

    void Write(ExportRecord record);
}
