using Interop.Protocol.Encoding;
using Xunit;

namespace Interop.Protocol.Tests.Fuzzing;

internal static class Faults
{
    /// <summary>That what was thrown, if anything, is the one exception that is promised.</summary>
    public static void OnlyIfMalformed(this Exception? fault)
    {
        if (fault is not (null or MalformedJsonException))
            Assert.Fail($"{fault.GetType().Name} instead of {nameof(MalformedJsonException)}: {fault.Message}\n{fault.StackTrace}");
    }
}
