using System.Text.Json;
using System.Text.Json.Serialization;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Decisions;
using Interop.Protocol.Directories;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Media;
using Interop.Protocol.ProxyApi;
using Interop.Protocol.Signatures;
using Interop.Protocol.Supervision;

namespace Interop.Protocol;

/// <summary>Source-generated JSON of every wire type: camelCase, absent instead of null, unknown members refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    MaxDepth = 32)]
[JsonSerializable(typeof(EventHeader))]
[JsonSerializable(typeof(EventBody))]
[JsonSerializable(typeof(OcipEvent))]
[JsonSerializable(typeof(HubEntry))]
[JsonSerializable(typeof(MessageContent))]
[JsonSerializable(typeof(ArchiveReceipt))]
[JsonSerializable(typeof(SignedBatch))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(SubmitRequest))]
[JsonSerializable(typeof(SubmitResponse))]
[JsonSerializable(typeof(SyncFrame))]
[JsonSerializable(typeof(Whoami))]
[JsonSerializable(typeof(RoomView))]
[JsonSerializable(typeof(RoomList))]
[JsonSerializable(typeof(CreateRoomRequest))]
[JsonSerializable(typeof(CursorAck))]
[JsonSerializable(typeof(CapabilityManifest))]
[JsonSerializable(typeof(ContactRequest))]
[JsonSerializable(typeof(UserView))]
[JsonSerializable(typeof(DirectRoomRequest))]
[JsonSerializable(typeof(BridgeRoomRequest))]
[JsonSerializable(typeof(Portal))]
[JsonSerializable(typeof(PortalList))]
[JsonSerializable(typeof(PortalRequest))]
[JsonSerializable(typeof(NoticeText))]
[JsonSerializable(typeof(NoticePosted))]
[JsonSerializable(typeof(DeliveryReports))]
[JsonSerializable(typeof(BootstrapRequest))]
[JsonSerializable(typeof(TokenCreated))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(AccountRequest))]
[JsonSerializable(typeof(AccountView))]
[JsonSerializable(typeof(AccountView[]))]
[JsonSerializable(typeof(DeliveryHours))]
[JsonSerializable(typeof(GroupRequest))]
[JsonSerializable(typeof(BarrierRequest))]
[JsonSerializable(typeof(ProviderRequest))]
[JsonSerializable(typeof(ReviewRequest))]
[JsonSerializable(typeof(DetectorRequest))]
[JsonSerializable(typeof(BridgeRequest))]
[JsonSerializable(typeof(LinkRequest))]
[JsonSerializable(typeof(ParticipantRequest))]
[JsonSerializable(typeof(ArchiveRecord))]
[JsonSerializable(typeof(ArchivePage))]
[JsonSerializable(typeof(InclusionProofView))]
[JsonSerializable(typeof(SearchPage))]
[JsonSerializable(typeof(ConsistencyProofView))]
[JsonSerializable(typeof(SignedDirectory))]
[JsonSerializable(typeof(ProviderDirectory))]
[JsonSerializable(typeof(Agreement))]
[JsonSerializable(typeof(AgreementView))]
[JsonSerializable(typeof(AgreementView[]))]
[JsonSerializable(typeof(AgreementStanding))]
[JsonSerializable(typeof(KeyRotation))]
[JsonSerializable(typeof(EncryptionView))]
[JsonSerializable(typeof(DirectoryDetails))]
[JsonSerializable(typeof(JsonWebKey))]
[JsonSerializable(typeof(JsonWebKeySet))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonNode))]
[JsonSerializable(typeof(UserId))]
[JsonSerializable(typeof(DeliveryStatus))]
[JsonSerializable(typeof(DeliveryStatus[]))]
[JsonSerializable(typeof(OwnDecisions))]
[JsonSerializable(typeof(Stamp))]
[JsonSerializable(typeof(StampedDecision[]))]
[JsonSerializable(typeof(EvaluateRequest))]
[JsonSerializable(typeof(EvaluateResponse))]
[JsonSerializable(typeof(ReleaseRequest))]
[JsonSerializable(typeof(HoldChanges))]
[JsonSerializable(typeof(FederationTransaction))]
[JsonSerializable(typeof(HeadExchange))]
[JsonSerializable(typeof(RoomState))]
[JsonSerializable(typeof(Backfill))]
[JsonSerializable(typeof(UserProfile))]
[JsonSerializable(typeof(ConsentMessage))]
[JsonSerializable(typeof(ConsentList))]
[JsonSerializable(typeof(HandOver))]
[JsonSerializable(typeof(HandOverAccepted))]
[JsonSerializable(typeof(DeliveryStatuses))]
[JsonSerializable(typeof(WitnessRequest))]
[JsonSerializable(typeof(Witnessed))]
[JsonSerializable(typeof(Cosignatures))]
[JsonSerializable(typeof(AlarmList))]
[JsonSerializable(typeof(ForkDecision))]
[JsonSerializable(typeof(FederationView))]
[JsonSerializable(typeof(FederatedEvent))]
[JsonSerializable(typeof(SignedHead))]
[JsonSerializable(typeof(SupervisionDeclaration))]
[JsonSerializable(typeof(SupervisionDeclaration[]))]
[JsonSerializable(typeof(SupervisionRequest))]
[JsonSerializable(typeof(SupervisionView))]
[JsonSerializable(typeof(SupervisionAcknowledgement))]
[JsonSerializable(typeof(MediaView))]
[JsonSerializable(typeof(ArchivedMedia))]
[JsonSerializable(typeof(MediaScan))]
[JsonSerializable(typeof(ArchivedMedia[]))]
[JsonSerializable(typeof(HoldDirective))]
[JsonSerializable(typeof(HoldAnswer))]
[JsonSerializable(typeof(SubjectNotice))]
[JsonSerializable(typeof(SubjectAnswer))]
[JsonSerializable(typeof(CaseRequest))]
[JsonSerializable(typeof(CaseView))]
[JsonSerializable(typeof(CaseView[]))]
[JsonSerializable(typeof(HoldRequest))]
[JsonSerializable(typeof(HoldRelease))]
[JsonSerializable(typeof(HoldView))]
[JsonSerializable(typeof(HoldView[]))]
[JsonSerializable(typeof(PreservationProof[]))]
[JsonSerializable(typeof(SubjectRequest))]
[JsonSerializable(typeof(SubjectView))]
[JsonSerializable(typeof(SubjectView[]))]
[JsonSerializable(typeof(HeldScope))]
[JsonSerializable(typeof(HoldScope))]
[JsonSerializable(typeof(UserId[]))]
[JsonSerializable(typeof(string[]))]
public sealed partial class OcipJson : JsonSerializerContext;
