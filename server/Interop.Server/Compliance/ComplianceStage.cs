using Dapper;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.FederationApi;
using Interop.Server.Archive;
using Interop.Server.Compliance.Disclosures;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Identity;
using Interop.Server.Media.Text;
using Interop.Server.Pipeline;
using Interop.Server.Rooms;
using Interop.Server.Storage;

namespace Interop.Server.Compliance;

/// <summary>
/// Asks the organisation's compliance proxy, in this process or outside it, and applies the answer: for the event and for each recipient. Every
/// rule evaluated stands in the record; the signed bytes are never altered.
/// </summary>
internal sealed class ComplianceStage(IComplianceProxy proxy, Database database, Organisation organisation, DisclosureAnswers answers, AttachedTexts files, TimeProvider time) : IStage
{
    public ValueTask<Verdict> InvokeAsync(MessageContext context, CancellationToken cancellationToken)
    {
        // Nobody here may have what may not be kept as long as its origin asks: a hub refuses it, a follower withholds it (RET-9.6, RET-9.7).
        if (context.RetentionAnswer is { Answer: RetentionAnswer.Cannot })
            return ValueTask.FromResult(Verdict.Reject(DecisionCodes.RetentionConflict, DecisionCodes.RetentionConflict.Meaning));
        var said = answers.In(context);
        return said.Count == 0 ? JudgeAsync(context) : AnswerAsync(context, said);
    }

    private async ValueTask<Verdict> AnswerAsync(MessageContext context, IReadOnlyList<DisclosureAnswer> said)
    {
        await answers.TakeAsync(context, said);
        return await JudgeAsync(context);
    }

    private ValueTask<Verdict> JudgeAsync(MessageContext context)
    {
        var room = context.Room;
        var (recipients, users) = Recipients(context);
        var input = new PolicyInput
        {
            Direction = context.Direction,
            Header = context.HeaderFields,
            Content = context.Draft.Content,
            Sender = context.Sender.Person,
            Recipients = recipients,
            Participants = room.Persons,
            Now = NodaTime.Instant.FromDateTimeOffset(time.GetUtcNow()),
            Groups = organisation.Groups,
            Networks = room.Networks,
            Media = context.StoredMedia,
            Files = files,
            // Whether somebody else's sender was told is for their organisation to know.
            NoticeVersion = context.ComesIn ? null : organisation.Notice?.Version,
            CreatesRoom = context.Internal,
            Change = ChangeOf(context.Membership),
            Target = context.Membership?.Target.Person,
            AlreadyShown = AlreadyShown(context, users),
            EarlierHeld = EarlierHeld(room, users),
            OriginalInReview = OriginalInReview(context, users),
            OriginalBlocked = OriginalBlocked(context, users),
        };
        context.SealedUntil = NoticeFirst.Seals(in input) ? input.NoticeVersion : null;
        var asked = proxy.EvaluateAsync(context, in input);
        // The engine in this process answers at once; nothing is awaited and nothing allocated for it.
        return asked.IsCompletedSuccessfully ? ValueTask.FromResult(Apply(context, asked.Result, users)) : AwaitAsync(context, asked, users);
    }

    private async ValueTask<Verdict> AwaitAsync(MessageContext context, ValueTask<Evaluation> asked, User[] users)
    {
        var evaluation = await asked;
        if (evaluation.Answers.Count > 0 && DisclosureAnswers.Of(context, evaluation.Answers) is { Count: > 0 } said)
            await answers.TakeAsync(context, said);
        return Apply(context, evaluation, users);
    }

    private Verdict Apply(MessageContext context, Evaluation evaluation, User[] users)
    {
        context.Evaluated = evaluation.Evaluated;
        var verdict = evaluation.IsPlain ? Verdict.Continue : Take(context, evaluation, users);
        if (verdict.Kind == VerdictKind.Continue)
            TakeWithheld(context, users);
        if (context.Type == EventTypes.Retract && context.Target is not null && verdict.Kind == VerdictKind.Continue)
            CancelHolds(context, users);
        return verdict;
    }

    public static MembershipChange ChangeOf(MembershipState? membership) => membership?.Change switch
    {
        MembershipState.Join => MembershipChange.Join,
        MembershipState.Leave => MembershipChange.Leave,
        MembershipState.Remove => MembershipChange.Remove,
        _ => MembershipChange.None,
    };

    private static Verdict Take(MessageContext context, Evaluation evaluation, User[] users)
    {
        context.Code = evaluation.Code;
        context.Asked = evaluation.Asked;
        context.Failed = evaluation.Failed;
        context.Stamp = evaluation.Stamp;
        context.Bypass = evaluation.Bypass;
        for (var i = 0; i < users.Length && !evaluation.NotPrevented.IsEmpty; i++)
        {
            if (evaluation.NotPrevented.Contains(i))
                (context.NotPrevented ??= []).Add(users[i]);
        }
        if (evaluation.Refused)
        {
            context.KeepBody = evaluation.KeepBody;
            return Verdict.Reject(evaluation.Code, evaluation.Detail);
        }
        // Nobody here may keep it: a hub refuses it, a follower withholds it.
        if (evaluation.Unconsented)
            return Verdict.Reject(DecisionCodes.ConsentMissing, evaluation.Detail);
        context.Redacted = evaluation.Redacted;
        context.Detail = evaluation.Detail;
        List<RecipientException>? exceptions = null;
        foreach (var outcome in evaluation.Recipients)
        {
            var user = users[outcome.Recipient];
            // What goes out to another hub is decided for our own people when it comes back with its place.
            if (context.GoesOut && user.IsOurs)
                continue;
            var forConsent = HeldEvent.WaitsForConsent(outcome);
            (exceptions ??= []).Add(new RecipientException(user, outcome.Code, outcome.Until?.ToDateTimeOffset()) { ForConsent = forConsent });
            if (outcome.Effect != PolicyEffect.Hold || !user.IsOurs)
                continue;
            if (!forConsent)
                context.Room.CountHeld(user.Id, 1);
        }
        context.Exceptions = exceptions;
        return PassesItsHub(context, users) ? Verdict.Continue : Verdict.Reject(exceptions![0].Code, "The room is ordered by an organisation none of whose people may have this.");
    }

    /// <summary>The hub of a room gets the body of whatever is said there: what none of its people may have does not go there at all.</summary>
    private static bool PassesItsHub(MessageContext context, User[] users)
    {
        if (!context.GoesOut || context.ChangesRoom || context.Exceptions is not { Count: > 0 } exceptions)
            return true;
        var hubs = users.Where(u => u.Provider == context.Room.Hub).ToArray();
        return hubs.Length == 0 || hubs.Any(u => !exceptions.Exists(e => e.User == u && e.Code.Class == '5'));
    }

    /// <summary>
    /// A retraction of what is still held for somebody reaches the held event: neither is delivered to them, both stay archived.
    /// </summary>
    private void CancelHolds(MessageContext context, User[] users)
    {
        // All of the room that was decided earlier is on disk: AuthorizeSender has waited for it.
        var held = database.Read(c => c.Query<(long User, long Hours)>(
            $"SELECT user_id, sum(reason='hours') FROM holds WHERE {EventAppend.HoldsOfMessage} GROUP BY user_id", new { target = context.Target!.Leaf }).AsList());
        foreach (var (row, hours) in held)
        {
            if (Array.Find(users, u => u.Id == row) is not { } user)
                continue;
            if (context.Exceptions?.Find(e => e.User == user) is { } own)
            {
                GiveBack(context.Room, own);
                context.Exceptions.Remove(own);
            }
            (context.Exceptions ??= []).Add(new RecipientException(user, DecisionCodes.DeliveredArchived, null, Cancels: true, (int)hours));
            context.Room.CountHeld(user.Id, -(int)hours);
        }
    }

    /// <summary>A hold was counted when it was decided on; it is given back when it does not come to pass.</summary>
    public static void GiveBack(Room room, RecipientException exception)
    {
        if (exception.ForHours)
            room.CountHeld(exception.User.Id, -1);
        else if (exception.CancelledHours > 0)
            room.CountHeld(exception.User.Id, exception.CancelledHours);
    }

    /// <summary>The sender's organisation withholds it from some of our people: the strictest decision counts (spec 07).</summary>
    private static void TakeWithheld(MessageContext context, User[] users)
    {
        foreach (var withheld in context.LetOut.SelectMany(s => s.Recipients ?? []))
        {
            if (Array.Find(users, u => u.UserId == withheld.User) is not { } user)
                continue;
            // Nobody could release here what waits there: it is not delivered.
            var code = DecisionCodes.Find(withheld.Code) is { Class: '5' } known ? known : DecisionCodes.BlockedPolicy;
            if (context.Exceptions?.Find(e => e.User == user) is { } own)
            {
                GiveBack(context.Room, own);
                context.Exceptions.Remove(own);
            }
            (context.Exceptions ??= []).Add(new RecipientException(user, code));
        }
    }

    private static (PolicyPerson[] Persons, User[] Users) Recipients(MessageContext context)
    {
        var room = context.Room;
        if (context.ComesIn)
        {
            var ours = room.Users.Where(u => u.IsOurs && u != context.Sender);
            User[] users = [.. context.Membership is { Change: MembershipState.Join, Target: { IsOurs: true } joining } ? ours.Append(joining) : ours];
            return ([.. users.Select(u => u.Person)], users);
        }
        // Who is being added hears of it too.
        if (context.Membership is { Change: MembershipState.Join } join)
            return ([.. room.Persons, join.Target.Person], [.. room.Participants.Select(p => p.User), join.Target]);
        return (room.Persons, room.Users);
    }

    /// <summary>Written in an observed native room: whoever is in that room has seen it.</summary>
    private static RecipientSet AlreadyShown(MessageContext context, User[] users)
    {
        var shown = default(RecipientSet);
        if (context.HeaderFields.Network is not { } network || context.Room.Portals.Length == 0)
            return shown;
        for (var i = 0; i < users.Length; i++)
        {
            if (context.Room.SeesObserved(users[i], network))
                shown = shown.With(i);
        }
        return shown;
    }

    private RecipientSet OriginalInReview(MessageContext context, User[] users)
    {
        var waits = default(RecipientSet);
        if (context.Type != EventTypes.Edit || context.Target is not { } original)
            return waits;
        foreach (var row in database.Read(c => c.Query<long>("SELECT user_id FROM holds WHERE leaf=@leaf AND reason='review'", new { leaf = original.Leaf }).AsList()))
        {
            if (Array.FindIndex(users, u => u.Id == row) is >= 0 and var index)
                waits = waits.With(index);
        }
        return waits;
    }

    /// <summary>A reviewer has decided that nobody gets the message that this edit changes; who had seen it sees the edit too.</summary>
    private RecipientSet OriginalBlocked(MessageContext context, User[] users)
    {
        var blocked = default(RecipientSet);
        if (context.Type != EventTypes.Edit || context.Target is not { } original
            || database.Read(c => c.QuerySingleOrDefault<string?>("SELECT decided FROM reviews WHERE leaf=@leaf", new { leaf = original.Leaf })) != HeldEvent.Blocked)
            return blocked;
        for (var i = 0; i < users.Length; i++)
            blocked = users[i] == context.Sender ? blocked : blocked.With(i);
        return blocked;
    }

    private static RecipientSet EarlierHeld(Room room, User[] users)
    {
        var held = default(RecipientSet);
        if (room.Held.Count == 0)
            return held;
        for (var i = 0; i < users.Length; i++)
        {
            if (room.Held.ContainsKey(users[i].Id))
                held = held.With(i);
        }
        return held;
    }
}
