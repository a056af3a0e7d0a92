using Interop.Protocol.Identifiers;

namespace Interop.Protocol.BridgeApi;

/// <summary>What became of an event on the network, for one recipient; archived and told to the sender.</summary>
/// <param name="Event">The event.</param>
/// <param name="Recipient">The recipient.</param>
/// <param name="Code">2.0.0 handed to the network, 5.1.0 refused by it for good.</param>
/// <param name="NativeId">Id on the network.</param>
/// <param name="Fidelity">What the network could not carry, one plain sentence each.</param>
/// <param name="Detail">Of failures: what the network said.</param>
public sealed record DeliveryReport(EventId Event, UserId Recipient, string Code, string? NativeId = null, string[]? Fidelity = null, string? Detail = null);
