namespace Interop.Protocol.Identifiers;

/// <summary>The classes of Bidi_Class that the Bidi rule (RFC 5893 §2) tells apart among the characters of user ids.</summary>
internal enum BidiClass
{
    /// <summary>Left to right.</summary>
    L,

    /// <summary>Right to left: R and AL, which the rule treats alike.</summary>
    R,

    /// <summary>Arabic digits.</summary>
    AN,

    /// <summary>European digits.</summary>
    EN,

    /// <summary>Neutral; with ES and CS, which the rule treats alike.</summary>
    ON,

    /// <summary>Marks, of the direction of what they stand on.</summary>
    NSM,
}
