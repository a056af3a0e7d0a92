using Interop.Protocol.ProxyApi;

namespace Interop.Server.Compliance.Proxy;

/// <summary>Directions as they stand in requests and stamps.</summary>
internal static class Directions
{
    public static string Wire(EvaluationDirection direction) => direction switch
    {
        EvaluationDirection.Egress => Stamp.Egress,
        EvaluationDirection.Ingress => Stamp.Ingress,
        _ => Stamp.Local,
    };

    /// <summary>Null when it is none that an event is evaluated in.</summary>
    public static EvaluationDirection? Parse(string direction) => direction switch
    {
        Stamp.Egress => EvaluationDirection.Egress,
        Stamp.Ingress => EvaluationDirection.Ingress,
        Stamp.Local => EvaluationDirection.Local,
        _ => null,
    };
}
