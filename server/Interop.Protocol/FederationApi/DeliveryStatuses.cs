using Interop.Protocol.ClientApi;

namespace Interop.Protocol.FederationApi;

/// <summary>What became of events at the recipients' provider, told to the sender's (POST report): at most 50.</summary>
public sealed record DeliveryStatuses(DeliveryStatus[] Reports);
