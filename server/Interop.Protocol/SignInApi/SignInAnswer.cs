namespace Interop.Protocol.SignInApi;

/// <summary>What a sign-in came to (spec 13.10).</summary>
public sealed record SignInAnswer
{
    /// <summary>All tokens are there.</summary>
    public const string SignedIn = "signedIn";

    /// <summary>Ask for the code of the second factor, and send the request again with it.</summary>
    public const string CodeRequired = "codeRequired";

    /// <summary>The password was given by an administrator: the one token only changes it.</summary>
    public const string PasswordRequired = "passwordRequired";

    /// <summary>signedIn, codeRequired or passwordRequired.</summary>
    public required string State { get; init; }

    /// <summary>Name of the account.</summary>
    public required string Account { get; init; }

    /// <summary>For people; absent until somebody is signed in.</summary>
    public string? DisplayName { get; init; }

    /// <summary>One of the account's roles, if it has any, and one for each persona. Absent when none was made.</summary>
    public SignInToken[]? Tokens { get; init; }

    /// <summary>When the tokens end unless they are renewed, RFC 3339 UTC.</summary>
    public string? Expires { get; init; }

    /// <summary>Whether a second factor is switched on.</summary>
    public bool? SecondFactor { get; init; }
}
