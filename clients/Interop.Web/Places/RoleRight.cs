namespace Interop.Web.Places;

/// <summary>Something that one may do, for the table of roles.</summary>
/// <param name="Name">In a word or two.</param>
/// <param name="Words">What it is, in a sentence.</param>
/// <param name="Roles">Who may, as the server has it (spec 08.12).</param>
public sealed record RoleRight(string Name, string Words, string[] Roles);
