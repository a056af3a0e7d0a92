using Interop.Protocol.Identifiers;

namespace Interop.Web.Pages.Chat;

/// <summary>Somebody who was chosen to be written to.</summary>
/// <param name="User">Who.</param>
/// <param name="Name">How the person is called, or the address that was typed.</param>
/// <param name="IsOpen">Within working hours now; null of whom it is not told.</param>
public sealed record PersonChoice(UserId User, string Name, bool? IsOpen = null);
