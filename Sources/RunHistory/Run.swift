public import Foundation

/// How a run ended, or that it has not.
public enum RunStatus: String, Codable, Sendable, CaseIterable {
    case running
    case finished
    case failed
    /// Its process is gone and did not say how it ended: it was killed, or the machine went down.
    case interrupted
}

/// A file or folder that went into a run or came out of it.
public struct RunFile: Codable, Sendable, Equatable {
    /// The side of the run that a file is on.
    public enum Role: String, Codable, Sendable {
        case input
        case output
    }

    /// Whether the run read it or wrote it.
    public let role: Role
    /// Where it lies: absolute, or a name of GDAL's such as `/vsizip/...`.
    public let path: String
    /// `nil` for folders and where it is not known.
    public let bytes: Int64?
    /// `sha256:` and 64 hexadecimal digits, or another scheme with its name before the colon; `nil` where it was not
    /// computed.
    public let checksum: String?

    /// - Parameters:
    ///   - bytes: `nil` for folders and where it is not known.
    ///   - checksum: with its scheme before a colon; `nil` where it was not computed.
    public init(role: Role, path: String, bytes: Int64?, checksum: String?) {
        self.role = role
        self.path = path
        self.bytes = bytes
        self.checksum = checksum
    }
}

/// What is known of a run when it begins.
public struct RunDescription: Sendable, Equatable {
    /// The subcommand, `transfer` say.
    public var command: String
    /// By the option's name without dashes, those left at their default too.
    public var parameters: [String: String]
    /// The words it was started with.
    public var commandLine: [String]
    /// The working directory that relative paths start from.
    public var folder: String
    /// Versions of the program and its engines, the machine, the working directory's git commit, by name.
    public var environment: [String: String]
    /// The sweep that it is a trial of.
    public var sweep: String?

    /// What is left out counts as not known.
    public init(
        command: String, parameters: [String: String] = [:], commandLine: [String] = [], folder: String = "",
        environment: [String: String] = [:], sweep: String? = nil
    ) {
        self.command = command
        self.parameters = parameters
        self.commandLine = commandLine
        self.folder = folder
        self.environment = environment
        self.sweep = sweep
    }
}

/// A training, evaluation, scoring or other run as the history tells of it.
public struct Run: Codable, Sendable, Equatable, Identifiable {
    /// Twelve hexadecimal digits.
    public let id: String
    /// The subcommand, `transfer` say.
    public let command: String
    /// ``RunStatus/interrupted`` once its process is gone without a word.
    public let status: RunStatus
    /// When it began.
    public let started: Date
    /// `nil` while it runs, and for good when it was interrupted.
    public let finished: Date?
    /// Why it failed.
    public let error: String?
    /// The words it was started with.
    public let commandLine: [String]
    /// The working directory that relative paths start from.
    public let folder: String
    /// The sweep that it is a trial of; `nil` for other runs.
    public let sweep: String?
    /// By the option's name without dashes, those left at their default too.
    public let parameters: [String: String]
    /// The last value of each metric.
    public let metrics: [String: Double]
    /// Versions of the program and its engines, the machine, the working directory's git commit, by name.
    public let environment: [String: String]
    /// What went in and what came out.
    public let files: [RunFile]

    /// How long it took, in seconds; `nil` while it runs or when it was interrupted.
    public var seconds: Double? { finished.map { $0.timeIntervalSince(started) } }
}

/// A value that a metric had at a step.
public struct MetricPoint: Codable, Sendable, Equatable {
    /// `validation-loss` say; the same at all steps.
    public let name: String
    /// Not a number where the history keeps none: infinities are not kept either.
    public let value: Double
    /// Counted from 0: an epoch, say. Summary figures have step 0.
    public let step: Int
    /// When it was measured.
    public let time: Date

    /// - Parameter step: counted from 0; summary figures have step 0.
    public init(name: String, value: Double, step: Int, time: Date = .now) {
        self.name = name
        self.value = value
        self.step = step
        self.time = time
    }
}
