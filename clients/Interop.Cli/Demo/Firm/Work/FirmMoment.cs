namespace Interop.Cli.Demo.Firm.Work;

/// <summary>Something that happens at a time of the firm's month.</summary>
/// <param name="At">By the server's clock.</param>
/// <param name="HappenAsync">Carries it out.</param>
internal sealed record FirmMoment(DateTimeOffset At, Func<CancellationToken, Task> HappenAsync);
