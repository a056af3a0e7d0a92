namespace Interop.Protocol.Events;

/// <summary>How large events may be (spec 03). Octets are those of UTF-8.</summary>
public static class EventLimits
{
    /// <summary>Of an event: JCS({body, header}).</summary>
    public const int EventOctetsMax = 64 * 1024;

    /// <summary>Kept free in a draft for what the provider adds: origin, digest, salt, persona, network, time.</summary>
    public const int EnvelopeOctets = 1024;

    public const int TransactionOctetsMax = 1024 * 1024;

    public const int TransactionEventsMax = 50;

    /// <summary>Parts of one content, all levels together.</summary>
    public const int PartsMax = 1024;

    /// <summary>Levels of parts; the outermost part is level 1.</summary>
    public const int PartLevelsMax = 4;

    /// <summary>Different media that one event refers to.</summary>
    public const int MediaMax = 32;

    public const int TopicIdOctetsMax = 4096;

    /// <summary>How far <c>created</c> may be ahead of the provider's clock.</summary>
    public const int CreatedAheadMinutesMax = 5;

    public const int TypeLengthMax = 128;

    public const int LabelsMax = 16;

    public const int LabelOctetsMax = 64;

    public const int RoomNameOctetsMax = 255;

    public const int RoomTopicOctetsMax = 1024;

    /// <summary>Of the reason given for a retraction or a removal.</summary>
    public const int ReasonOctetsMax = 1024;

    /// <summary>Media types, languages, dispositions and file names of a part.</summary>
    public const int PartFieldOctetsMax = 255;

    public const int UrlOctetsMax = 4096;

    /// <summary>Account, room and message ids of foreign networks.</summary>
    public const int NativeIdOctetsMax = 4096;

    public const int FidelityNotesMax = 32;

    public const int FidelityNoteOctetsMax = 512;

    /// <summary>Portals named in one room event.</summary>
    public const int PortalsMax = 64;
}
