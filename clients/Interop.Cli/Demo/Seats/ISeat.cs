namespace Interop.Cli.Demo.Seats;

/// <summary>One person's place in one conversation, seen from that person's own network. Waiting is bounded; what does not come is a TimeoutException.</summary>
internal interface ISeat
{
    /// <summary>For check names and messages, such as alice or bob.</summary>
    string Who { get; }

    /// <summary>Says something; <paramref name="html"/> only where the network has it.</summary>
    Task<Said> SayAsync(string text, string? html, CancellationToken cancel);

    Task<Said> ReplyAsync(Heard target, string text, CancellationToken cancel);

    Task EditAsync(Said original, string text, CancellationToken cancel);

    Task RetractAsync(Said original, CancellationToken cancel);

    /// <summary>Sends a file, as the network's clients do.</summary>
    Task SendFileAsync(string name, string contentType, byte[] octets, CancellationToken cancel);

    /// <summary>Waits for a file of somebody else and opens it.</summary>
    Task<byte[]> HearFileAsync(string name, CancellationToken cancel);

    /// <summary>Waits for a message of somebody else whose text fits; corrections are not meant.</summary>
    Task<Heard> HearAsync(Func<string, bool> fits, string what, CancellationToken cancel);

    /// <summary>Waits until a message that was heard has become this text.</summary>
    Task HearEditAsync(Heard original, string text, CancellationToken cancel);

    /// <summary>Waits until a message that was heard is taken back.</summary>
    Task HearRetractionAsync(Heard original, CancellationToken cancel);

    /// <summary>Texts of all messages of others so far, corrections (with their new text) and notices included, in the order of arrival.</summary>
    IReadOnlyList<string> Texts { get; }
}
