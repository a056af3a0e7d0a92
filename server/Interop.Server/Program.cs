using Interop.Protocol.Identifiers;
using Interop.Server;
using Interop.Server.Admin;
using Interop.Server.Archive;
using Interop.Server.Backup;
using Interop.Server.Archive.Encryption;
using Interop.Server.Compliance;
using Interop.Server.Compliance.Content;
using Interop.Server.Compliance.Abuse;
using Interop.Server.Compliance.Disclosures;
using Interop.Server.Compliance.Hours;
using Interop.Server.Compliance.Labour;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Compliance.Urgency;
using Interop.Server.Delivery;
using Interop.Server.Evidence;
using Interop.Server.Evidence.Tiles;
using Interop.Server.Export;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Measures;
using Interop.Server.Media;
using Interop.Server.Media.Text;
using Interop.Server.Outbound;
using Interop.Server.Peers;
using Interop.Server.Personal;
using Interop.Server.Pipeline;
using Interop.Server.Preservation;
using Interop.Server.ProxyRole;
using Interop.Server.Retention;
using Interop.Server.Rooms;
using Interop.Server.Scheduling;
using Interop.Server.Search;
using Interop.Server.Search.Saved;
using Interop.Server.SignIn;
using Interop.Server.Storage;
using Interop.Server.Subjects;
using Interop.Server.Supervision;
using Interop.Server.Verification;
using Microsoft.AspNetCore.Authentication;

// Composition: which parts there are and how a request finds them. What happens to a message stands in Pipeline/MessagePipeline.cs.
if ((PdfProgram.Answer(args) ?? PolicyMeasure.Answer(args) ?? CommandLine.Answer(args)) is { } exitCode)
    return exitCode;
var options = CommandLine.Read(args);
if (options.Role == ServerRole.Proxy)
    return await ProxyHost.RunAsync(args, options);

SealedKeys.OpenRestored(options);
var builder = WebApplication.CreateBuilder(CommandLine.HostArguments(args));
builder.ConfigureTransport(options);
var services = builder.Services;
services.AddSingleton(options);
services.AddSingleton(options.Time);
services.AddSingleton(new FaultPoints(options.Fault));

// Storage and archive
services.AddSingleton<IKeyEncryption>(_ => new KeyEncryptionFiles(options.KeyFolder)).AddSingleton(provider => new Database(options.Data, provider.GetRequiredService<IKeyEncryption>()));
services.AddSingleton<ArchiveKeys>().AddSingleton<AppendLog>().AddSingleton<CommittedReader>().AddSingleton<EventIndex>().AddSingleton<EventLookup>().AddSingleton<ArchiveReader>().AddSingleton<AccessLog>().AddSingleton<Journal>();
services.AddHostedService<Checkpointer>().AddHostedService<NativeTrim>().AddHostedService<SubmittedPruner>();
services.AddSingleton<KeyEncryptionRotation>().AddHostedService(provider => provider.GetRequiredService<KeyEncryptionRotation>());

// People and rooms
services.AddSingleton<UserDirectory>().AddSingleton<Tokens>().AddSingleton<Bootstrap>().AddSingleton<Accounts>().AddSingleton<Contacts>();
services.AddSingleton<RoomDirectory>().AddSingleton<RoomCreation>().AddSingleton<RoomDeclarations>();
services.AddHours();
services.AddSingleton<Func<MessagePipeline>>(provider => provider.GetRequiredService<MessagePipeline>);

// Other providers
services.AddPeers();
services.AddSingleton<ForeignUsers>().AddSingleton<Consents>().AddSingleton<Introductions>().AddSingleton<ConsentRequests>();
services.AddSingleton<FederatedEventForm>().AddSingleton<FederatedEvents>().AddSingleton<PeerReports>().AddSingleton<RoomFollowing>().AddSingleton<RoomCopies>();
services.AddSingleton<HubAnswers>().AddSingleton<PeerRefusals>().AddSingleton<Transmission>().AddHostedService<PeerSenders>();
services.AddSingleton<HandOvers>().AddHostedService<RoomCatchUp>();
services.AddSingleton<Func<ProviderName, Adoption>>(provider => own => ActivatorUtilities.CreateInstance<Adoption>(provider, own));
services.AddSingleton<Func<ProviderName, PeerSender>>(provider => peer => ActivatorUtilities.CreateInstance<PeerSender>(provider, peer));
services.AddEvidence();
services.AddMedia();
services.AddRetention();
services.AddAskedRetention();
services.AddPreservation();
services.AddSearch();
services.AddSubjects();
services.AddExports();
services.AddSupervision(options);

// The eight stops, in order
services.AddSingleton<EventBuilder>().AddSingleton<Submissions>().AddSingleton<BridgeRecords>().AddSingleton<Acknowledgements>().AddSingleton<Inbox>();
services.AddSingleton(provider => new RecentTransactions(provider.GetRequiredService<AppendLog>().LastCommitBefore)).AddSingleton<VerifyDuplicate>().AddSingleton<VerifyOrigin>().AddSingleton<VerifyDigest>().AddSingleton<VerifySignature>().AddSingleton<VerifyStamp>().AddSingleton<VerifiedBatches>();
services.AddSingleton<AuthorizeSender>().AddSingleton<Organisation>().AddSingleton<Declarations>().AddSingleton<PolicyAdministration>().AddSingleton<SupervisionAdministration>().AddSingleton<ComplianceStage>();
services.AddRulebook();
services.AddReviews();
services.AddAbuseReports();
services.AddComplianceProxy(options);
services.AddSingleton<ArchiveStage>().AddSingleton<MessagePipeline>();
services.AddSingleton<Outbox>().AddSingleton<FanOut>().AddSingleton<RecipientReader>().AddSingleton<StreamSource>().AddSingleton<Cursors>();
services.AddSingleton<Holds>().AddSingleton<Releases>().AddSingleton<Openings>().AddSingleton<ReleaseWorker>();
services.AddSingleton<Outbox>().AddSingleton<FanOut>().AddSingleton<RecipientReader>().AddSingleton<LastMessages>().AddSingleton<StreamSource>().AddSingleton<Cursors>();
services.AddSingleton<Holds>().AddSingleton<Releases>().AddSingleton<ReleaseWorker>();
services.AddSingleton<Holds>().AddSingleton<OwnWaiting>().AddSingleton<Releases>().AddSingleton<ReleaseWorker>();
services.AddHostedService(provider => provider.GetRequiredService<ReleaseWorker>());
services.AddHostedService<InboxWorker>();
services.AddSendLater();
services.AddPersonal();
services.AddUrgency();
services.AddLabour();
services.AddSingleton<StreamEndpoint>();

services.AddBackup(options);

// The web's side
services.AddAuthentication(TokenAuthentication.SchemeName).AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null);
services.AddScopes();
services.AddSignIn();
services.AddLiveBinding();
services.AddApiDescription();

var app = builder.Build();
if (!Startup.HasKeys(app))
    return 2;
app.Services.GetRequiredService<Organisation>().Refresh();
var problems = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Interop.Server.Requests");
app.UseSignedRequests();
app.Use(next => context => Problems.Middleware(context, next, problems));
app.UseApiDescription();
app.UseAuthentication();
app.UseAuthorization();
app.MapClient();
app.MapBridge();
app.MapFederation();
app.MapAdmin();
app.MapHours();
app.MapSendLater();
app.MapPersonal();
app.MapUrgency();
app.MapLabour();
app.MapPolicies();
app.MapDisclosures();
app.MapDryRuns();
app.MapReviews();
app.MapAbuseReports();
app.MapArchive();
app.MapBackup();
app.MapTiles();
app.MapSearch();
app.MapSavedSearches();
app.MapEvidence();
app.MapPreservation();
app.MapSubjects();
app.MapPeers();
app.MapMedia();
app.MapRetention();
app.MapExports();
app.MapSignIn();
app.MapSupervision();
app.MapHub<ClientHub>("/hubs/client");
app.MapMeasures(new MeasureListener());
app.MapHealth();
Startup.Announce(app, options);
await app.RunAsync();
return 0;

/// <summary>Named so that tests can start it.</summary>
internal sealed partial class Program;
