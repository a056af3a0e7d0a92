using Interop.Protocol.Supervision;

namespace Interop.Protocol.ClientApi;

/// <summary>The supervision in force for the caller, to be shown before the first send (spec 07).</summary>
/// <param name="Declaration">With the notice's texts in every language.</param>
/// <param name="Language">The language that fits the caller best, of those that there are.</param>
/// <param name="Text">The notice in it.</param>
/// <param name="Acknowledged">True when the caller may send: the notice in force was acknowledged, or told by a bridge.</param>
public sealed record SupervisionView(SupervisionDeclaration Declaration, string Language, string Text, bool Acknowledged);
