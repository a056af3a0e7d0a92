namespace Interop.Server.Evidence.Alarming;

/// <summary>What an alarm can be about (spec 08). The subject says of what: a network, a provider, a file.</summary>
internal static class AlarmKinds
{
    /// <summary>A bridge is here, and says that it gets nothing from its network. Subject: its network.</summary>
    public const string CaptureStopped = "captureStopped";

    /// <summary>A registered bridge is not connected. Subject: its network.</summary>
    public const string BridgeAway = "bridgeAway";

    /// <summary>Submissions come, and the log does not grow.</summary>
    public const string ArchiveStalled = "archiveStalled";

    /// <summary>Something stored is not what was signed. Subject: which record, tile, batch or file.</summary>
    public const string ScrubFault = "scrubFault";

    /// <summary>What was received, archived and delivered does not add up, or differs from what the network has. Subject: network and day.</summary>
    public const string Gap = "gap";

    /// <summary>A policy of the book failed, took too long, or does not compile. Subject: kind:name/version.</summary>
    public const string PolicyFailed = "policyFailed";

    /// <summary>The search index is behind the log.</summary>
    public const string IndexBehind = "indexBehind";

    /// <summary>The queues of supervision are behind the log, or a sample could not be drawn.</summary>
    public const string SupervisionBehind = "supervisionBehind";

    /// <summary>The data folder's disk is nearly full.</summary>
    public const string DiskFull = "diskFull";

    /// <summary>There is no recent backup, though there is a folder for them. Subject: backups.</summary>
    public const string BackupOld = "backupOld";

    /// <summary>What was approved to end, or was begun, cannot go on. Subject: dispositions, or requests.</summary>
    public const string EndingStopped = "endingStopped";

    /// <summary>A person's request about the own records waits past the day by which it was to be decided. Subject: the request's id.</summary>
    public const string RequestOverdue = "requestOverdue";

    /// <summary>A witness has not signed for long, or refuses. Subject: its name.</summary>
    public const string WitnessSilent = "witnessSilent";

    /// <summary>The time-stamp authority does not answer, or wrongly.</summary>
    public const string TimestampSilent = "timestampSilent";

    /// <summary>A key's use ends soon and none follows. Subject: its purpose.</summary>
    public const string KeyExpiring = "keyExpiring";

    /// <summary>The machine's clock went back; records keep the last time until it has caught up.</summary>
    public const string ClockBack = "clockBack";
}
