using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using Interop.Protocol;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;
using Interop.Server.Compliance.Disclosures;
using Interop.Server.Compliance.Policies;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Pipeline;

namespace Interop.Server.Compliance.Proxy;

/// <summary>
/// A compliance proxy outside this process, spoken to by the protocol (spec 07). What waits in all rooms goes in one request, several are on their way at
/// once, and a room has one event in them at most, so that its order is kept. It remembers nothing: what was asked and not answered is asked again.
/// </summary>
internal sealed partial class RemoteProxy(
    ProxyConnection connection, PinnedProxy pinned, UserDirectory users, Organisation organisation, TimeProvider time, ILogger<RemoteProxy> logger)
    : BackgroundService, IComplianceProxy
{
    public const int ItemsMax = 50;
    // While two are on their way the next one gathers: fewer and fuller requests, and fewer commits of the proxy.
    private const int RequestsMax = 2;
    private const int WaitingMax = 10_000;
    private const int RequestOctetsMax = InboundLimits.TransactionOctetsMax - 1024;

    private readonly Channel<Question> waiting = Channel.CreateBounded<Question>(WaitingMax);
    private readonly ProxyCircuit circuit = new(time);
    private readonly Lock gathering = new();

    public ValueTask<Evaluation> EvaluateAsync(MessageContext context, in PolicyInput input)
    {
        if (!circuit.MayAsk())
            throw new PolicyUnavailableException($"compliance proxy at {connection.Address}");
        var question = new Question(context, in input);
        if (!waiting.Writer.TryWrite(question))
        {
            circuit.Failed();
            throw new PolicyUnavailableException($"compliance proxy at {connection.Address} (too many questions wait for it)");
        }
        return new ValueTask<Evaluation>(question.Answered);
    }

    public async ValueTask<IReadOnlyList<ReleaseOutcome>> ReleaseAsync(HeldEvents held)
    {
        if (!circuit.MayAsk())
            throw new PolicyUnavailableException($"compliance proxy at {connection.Address}");
        var participants = held.Room.Users.Select(u => u.UserId).ToArray();
        var networks = held.Room.Networks is { Length: > 0 } reached ? reached : null;
        var disclosed = Question.DisclosedOf(held.Recipient.Person);
        var outcomes = new List<ReleaseOutcome>();
        try
        {
            await pinned.KnowAsync(CancellationToken.None);
            // In a large room fewer at once, since each item names the participants.
            foreach (var events in held.Events.Chunk(Math.Clamp(10_000 / (participants.Length + 1), 1, ItemsMax)))
            {
                var items = events.Select(e => new ReleaseItem(e.EventId, held.Recipient.UserId, participants, organisation.WasTold(users.Get(e.SenderRow)), networks, disclosed)).ToArray();
                var request = JsonSerializer.SerializeToUtf8Bytes(new ReleaseRequest(TransactionId.Create(time), items), OcipJson.Default.ReleaseRequest);
                var answer = await connection.PostAsync("proxy/release", request, OcipJson.Default.EvaluateResponse, CancellationToken.None);
                if (answer.Results.Length != items.Length)
                    throw new PolicyUnavailableException("compliance proxy (it did not answer each item)");
                var reader = new AnswerReader(answer.Batches, pinned, time.GetUtcNow());
                outcomes.AddRange(answer.Results.Zip(items, (result, item) => reader.ReadRelease(item.Event, item.Recipient, result)));
            }
            circuit.Succeeded();
            return outcomes;
        }
        catch (PolicyUnavailableException)
        {
            circuit.Failed();
            throw;
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Enumerable.Range(0, RequestsMax).Select(_ => AskAllAsync(stoppingToken)));

    private async Task AskAllAsync(CancellationToken stop)
    {
        await Task.Yield();
        try
        {
            while (await waiting.Reader.WaitToReadAsync(stop))
            {
                if (Gather() is { Count: > 0 } questions)
                    await AskAsync(questions, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            while (waiting.Reader.TryRead(out var left))
                left.Fail(new PolicyUnavailableException("compliance proxy (the server is stopping)"));
        }
    }

    private List<Question> Gather()
    {
        var questions = new List<Question>();
        var octets = 0;
        lock (gathering)
        {
            while (questions.Count < ItemsMax && waiting.Reader.TryPeek(out var next) && (questions.Count == 0 || octets + next.Json.Length < RequestOctetsMax))
            {
                waiting.Reader.TryRead(out _);
                questions.Add(next);
                octets += next.Json.Length + 1;
            }
        }
        return questions;
    }

    private async Task AskAsync(List<Question> questions, CancellationToken stop)
    {
        try
        {
            await pinned.KnowAsync(stop);
            var answer = await connection.PostAsync("proxy/evaluate", Request(questions), OcipJson.Default.EvaluateResponse, stop);
            if (answer.Results.Length != questions.Count)
                throw new PolicyUnavailableException("compliance proxy (it did not answer each item)");
            circuit.Succeeded();
            var reader = new AnswerReader(answer.Batches, pinned, time.GetUtcNow());
            foreach (var (question, result) in questions.Zip(answer.Results))
                Answer(reader, question, result);
        }
        catch (Exception fault)
        {
            // Whatever it is: nobody waits for an answer that does not come, and the failure policy applies to each.
            circuit.Failed();
            LogFailed(questions.Count, fault.GetBaseException().Message);
            var unavailable = fault as PolicyUnavailableException ?? new PolicyUnavailableException($"compliance proxy at {connection.Address}", fault);
            foreach (var question in questions)
                question.Fail(unavailable);
            stop.ThrowIfCancellationRequested();
        }
    }

    private void Answer(AnswerReader reader, Question question, EvaluateResult result)
    {
        try
        {
            question.Complete(reader.Read(question, result));
        }
        catch (DisclosuresDueException due)
        {
            question.Fail(due);
        }
        catch (PolicyUnavailableException refused)
        {
            LogRefused(question.Event.Value, refused);
            question.Fail(refused);
        }
    }

    private byte[] Request(List<Question> questions)
    {
        var output = new ArrayBufferWriter<byte>(questions.Sum(q => q.Json.Length) + 256);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("transaction"u8, TransactionId.Create(time).Value);
        json.WriteStartArray("items"u8);
        foreach (var question in questions)
            json.WriteRawValue(question.Json, skipInputValidation: true);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan.ToArray();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The compliance proxy did not decide on {Count} events: {Reason}; the failure policy applies")]
    private partial void LogFailed(int count, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The compliance proxy's answer on event {EventId} was refused; the failure policy applies")]
    private partial void LogRefused(string eventId, Exception fault);
}
