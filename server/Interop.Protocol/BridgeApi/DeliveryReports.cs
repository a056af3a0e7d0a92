namespace Interop.Protocol.BridgeApi;

public sealed record DeliveryReports(DeliveryReport[] Reports);
