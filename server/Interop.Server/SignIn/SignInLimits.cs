namespace Interop.Server.SignIn;

/// <summary>Limits of signing in (spec 13.10).</summary>
internal static class SignInLimits
{
    /// <summary>Characters of a password.</summary>
    public const int PasswordLengthMin = 12;

    public const int PasswordLengthMax = 128;

    /// <summary>Failures of an account in a row before it has to wait.</summary>
    public const int FreeFailures = 5;

    /// <summary>Failures in a minute from one address. On this machine gateways speak for many, and have limits of their own.</summary>
    public const int AddressFailuresMax = 20;

    public const int LoopbackFailuresMax = 300;

    /// <summary>Names without an account whose failures are remembered.</summary>
    public const int UnknownNamesMax = 10_000;

    /// <summary>Passwords that are hashed at the same time: each takes a tenth of a second of a core.</summary>
    public const int HashingMax = 2;

    public const int RecoveryCodeCount = 10;

    /// <summary>PBKDF2 with HMAC-SHA-512; OWASP's figure of 2023.</summary>
    public const int HashIterations = 210_000;

    public static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(15);

    /// <summary>Tokens of a sign-in end when they are not renewed for so long.</summary>
    public static readonly TimeSpan IdleMax = TimeSpan.FromMinutes(30);

    /// <summary>And after this in any case.</summary>
    public static readonly TimeSpan WholeMax = TimeSpan.FromHours(12);

    public static readonly TimeSpan OneTimePasswordLife = TimeSpan.FromDays(7);
}
