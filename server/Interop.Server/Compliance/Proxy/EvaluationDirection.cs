namespace Interop.Server.Compliance.Proxy;

/// <summary>On which side of an event's way it is judged (spec 07, order of evaluation).</summary>
internal enum EvaluationDirection
{
    /// <summary>Sender and recipients are this organisation's: one evaluation stands for both sides.</summary>
    Local,

    /// <summary>Our sender, and somebody of another organisation is in the room.</summary>
    Egress,

    /// <summary>Somebody else's sender; judged for our own people only, and never refused as a whole.</summary>
    Ingress,
}
