namespace Interop.Web.Pages.Entrance;

/// <summary>Fields of the sign-in, of whichever step.</summary>
public sealed class SignInForm
{
    public string? Account { get; set; }

    public string? Password { get; set; }

    public string? Code { get; set; }

    /// <summary>A new password, where one must be chosen.</summary>
    public string? Next { get; set; }

    public string? Again { get; set; }

    /// <summary>What was typed at the step before; known to this process only.</summary>
    public string? Pending { get; set; }
}
