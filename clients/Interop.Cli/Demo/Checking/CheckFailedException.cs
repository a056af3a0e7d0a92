namespace Interop.Cli.Demo.Checking;

/// <summary>Something was not as it must be; the message says what and what instead.</summary>
internal sealed class CheckFailedException(string message) : Exception(message)
{
    public static void Unless(bool holds, string otherwise)
    {
        if (!holds)
            throw new CheckFailedException(otherwise);
    }
}
