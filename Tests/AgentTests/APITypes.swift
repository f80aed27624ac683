import JSON
import LocalAPI

/// The types of the API whose schemas are described, each with its way through the code and back.
struct APIType: Sendable {
    /// Its name in the document: `LaneReply.Rest`.
    let name: String
    /// Reads a value as the code does, and writes it again.
    let through: @Sendable ([UInt8]) throws -> [UInt8]

    private static func of<Value: Codable & Sendable>(_ type: Value.Type) -> APIType {
        APIType(name: String(reflecting: type).replacing("LocalAPI.", with: "")) { bytes in
            try ReplyCoding.bytes(of: try ReplyCoding.read(type, from: bytes))
        }
    }

    /// Those that are written in the document without a type of their own, because the code reads them member by member.
    static let readByHand: Set = [
        "BooksMapChange", "BooksMapRequest", "CreditNoteRequest", "CreditNoteRequest.Line", "Fault", "SaleRequest",
        "SaleRequest.Buyer",
        "SaleRequest.Discount", "SaleRequest.Item", "SaleRequest.Line", "SaleRequest.Payment",
    ]

    static let all: [APIType] = [
        of(BooksAccountListReply.self), of(BooksAccountReply.self), of(BooksConflictListReply.self),
        of(BooksConflictReply.self), of(BooksDocumentListReply.self), of(BooksDocumentReply.self),
        of(BooksDocumentReply.Task.self), of(BooksFieldListReply.self), of(BooksFieldListReply.Field.self),
        of(BooksFieldListReply.Target.self), of(BooksMapBody.self), of(BooksMapBody.Payment.self),
        of(BooksMapBody.Tax.self), of(BooksMapReply.self), of(BooksMapReply.Letter.self),
        of(BooksMapReply.Remark.self), of(BooksMapVersionListReply.self),
        of(BooksMapVersionListReply.Version.self), of(BooksReconciliationListReply.self),
        of(BooksReconciliationReply.self), of(BooksReconciliationReply.Day.self),
        of(BooksReconciliationReply.Finding.self), of(BooksReconciliationReply.Sums.self), of(BooksTallyReply.self),
        of(BooksTallyReply.Documents.self), of(BooksTaxCodeListReply.self), of(BooksTaxCodeReply.self),
        of(CallbackRequest.self), of(CompactReply.self), of(CompanyChoice.self), of(CompanyReply.self),
        of(ConnectRequest.self), of(ConnectingReply.self), of(ConnectingReply.Choice.self),
        of(ConnectingReply.State.self), of(ConnectionListReply.self), of(ConnectionReply.self),
        of(ConnectionSettingsRequest.self), of(CounterDeviceListReply.self), of(CounterDeviceReply.self),
        of(CreditsReply.self), of(DeviceReply.self), of(DeviceRequest.self), of(DeviceTestReply.self),
        of(DeviceTestReply.Step.self), of(DryRunReply.self), of(DryRunReply.Step.self), of(DryRunReply.Unfit.self),
        of(ExportListReply.self), of(ExportOutcomeReply.self), of(ExportReply.self), of(ExportReply.File.self),
        of(ExportReply.Totals.self), of(ExportRequest.self), of(FiscalReply.self), of(KRACredentials.self),
        of(KeyReply.self), of(KeyRotationReply.self), of(KeySheetReply.self), of(KeySheetRequest.self),
        of(LaneListReply.self), of(LaneReply.self), of(LaneReply.Rest.self), of(LaneReply.State.self),
        of(PrintReply.self), of(Problem.self), of(ProfileListReply.self), of(ProfileListReply.Profile.self),
        of(ProgressReply.self), of(PruneReply.self), of(PruneRequest.self), of(PrunedSaleReply.self),
        of(ReconcileReply.self), of(ReconcileReply.Lost.self), of(ReconciliationRequest.self), of(RemovalReply.self),
        of(SaleListReply.self), of(SaleReply.self), of(SaleReply.Links.self), of(SaleState.self), of(ScanReply.self),
        of(ScanReply.Finding.self), of(ScanReply.Step.self), of(SealReply.self), of(StatusReply.self),
        of(StatusReply.Checkpoint.self), of(StatusReply.Clock.self), of(StatusReply.Disk.self),
        of(StatusReply.MirrorState.self), of(StatusReply.Outage.self), of(StatusReply.Printer.self),
        of(StatusReply.SpoolState.self), of(StatusReply.State.self), of(SyncJobListReply.self), of(SyncJobReply.self),
        of(SyncJobReply.LeftOut.self), of(SyncJobReply.LeftOut.Sale.self), of(SyncJobReply.Progress.self),
        of(SyncJobReply.Rest.self), of(SyncLogEntryReply.self), of(SyncLogReply.self),
        of(SyncRequest.self), of(SyncStatisticsReply.self), of(SyncStatisticsReply.Day.self),
        of(SyncStatisticsReply.Failure.self), of(SyncStatisticsReply.Figures.self), of(TaskListReply.self),
        of(TaskReply.self), of(TaskReply.GivesUp.self), of(TaskResolution.self), of(TaskResolution.Action.self),
        of(TokenListReply.self),
        of(TokenReply.self), of(TokenRequest.self), of(TokenRole.self), of(TotalsReply.self),
        of(TotalsReply.Part.self), of(VerifyReply.self), of(VerifyReply.Break.self), of(VerifyReply.Key.self),
        of(VerifyReply.Since.self), of(VerifyRequest.self),
    ]
}
