/// Which of several processes this one is, as the program that started them says it in environment variables.
package struct LaunchEnvironment: Sendable, Hashable {
    /// This process among all, from 0.
    package var rank = 0
    /// This process among those of its machine, from 0: which of the machine's GPUs it takes.
    package var localRank = 0
    /// How many processes there are.
    package var processCount = 1
    /// The machine of rank 0, by name or address.
    package var host = "127.0.0.1"
    /// Where rank 0 serves the store that all processes meet at.
    package var port = 29_500
    /// Whether the program that started the processes serves the store itself.
    package var isStoreServed = false

    /// One process by itself.
    package static let alone = LaunchEnvironment()

    private init() {}

    /// Reads the variables of `torchrun` (RANK, LOCAL_RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT) or, where there are none of
    /// them, of Slurm's `srun`; with neither, the process is alone.
    ///
    /// - Throws: ``LaunchEnvironmentError`` for variables that are missing, are no numbers, or contradict each other.
    package init(_ variables: [String: String]) throws(LaunchEnvironmentError) {
        self.init()
        let variables = LaunchVariables(variables)
        if variables["RANK"] != nil || variables["WORLD_SIZE"] != nil {
            try readTorchrun(variables)
        } else if variables["SLURM_PROCID"] != nil, variables["SLURM_STEP_NUM_TASKS"] != nil {
            // A batch script has SLURM_PROCID and SLURM_NTASKS too; only what srun starts is a step with tasks.
            try readSlurm(variables)
        }
        guard rank < processCount else { throw .rankTooLarge(rank: rank, processCount: processCount) }
        guard localRank <= rank else { throw .localRankTooLarge(localRank: localRank, rank: rank) }
    }

    private mutating func readTorchrun(_ variables: LaunchVariables) throws(LaunchEnvironmentError) {
        processCount = try variables.number("WORLD_SIZE", besides: "RANK", atLeast: 1)
        rank = try variables.number("RANK", besides: "WORLD_SIZE")
        if variables["LOCAL_RANK"] != nil {
            localRank = try variables.number("LOCAL_RANK", besides: "RANK")
        } else if processCount > 1 {
            throw .missing("LOCAL_RANK", besides: "RANK")
        }
        guard processCount > 1 else { return }
        host = try variables.text("MASTER_ADDR", besides: "WORLD_SIZE")
        port = try variables.port("MASTER_PORT") ?? Self.alone.port
        isStoreServed = variables["TORCHELASTIC_USE_AGENT_STORE"] == "True"
    }

    private mutating func readSlurm(_ variables: LaunchVariables) throws(LaunchEnvironmentError) {
        processCount = try variables.number("SLURM_STEP_NUM_TASKS", besides: "SLURM_PROCID", atLeast: 1)
        rank = try variables.number("SLURM_PROCID", besides: "SLURM_STEP_NUM_TASKS")
        localRank = try variables.number("SLURM_LOCALID", besides: "SLURM_PROCID")
        guard processCount > 1 else { return }
        if let address = variables["MASTER_ADDR"] { host = address } else { host = try variables.firstSlurmHost() }
        // Jobs that share a machine must not share a port.
        let job = variables["SLURM_JOB_ID"].flatMap { Int($0) } ?? 0
        port = try variables.port("MASTER_PORT") ?? 20_000 + job % 10_000
    }

    /// Which of `deviceCount` CUDA devices this process takes, and nil where there are too few.
    ///
    /// - Parameter deviceCount: the devices that this process sees, which may be its own alone.
    package func cudaDevice(of deviceCount: Int) -> Int? {
        if localRank < deviceCount { return localRank }
        return deviceCount == 1 ? 0 : nil
    }
}

/// The variables of an environment, read with errors that name them.
private struct LaunchVariables {
    private let variables: [String: String]

    init(_ variables: [String: String]) {
        self.variables = variables
    }

    /// A variable that is set to something.
    subscript(name: String) -> String? {
        guard let value = variables[name], !value.isEmpty else { return nil }
        return value
    }

    func text(_ name: String, besides other: String) throws(LaunchEnvironmentError) -> String {
        guard let value = self[name] else { throw .missing(name, besides: other) }
        return value
    }

    func number(
        _ name: String, besides other: String, atLeast minimum: Int = 0
    ) throws(LaunchEnvironmentError) -> Int {
        let text = try text(name, besides: other)
        guard let number = Int(text), number >= minimum else { throw .notANumber(name, text, minimum: minimum) }
        return number
    }

    func port(_ name: String) throws(LaunchEnvironmentError) -> Int? {
        guard let text = self[name] else { return nil }
        guard let port = Int(text), (1...65_535).contains(port) else { throw .notAPort(name, text) }
        return port
    }

    /// The first machine of a list such as `gpu[003-007,9],head`.
    func firstSlurmHost() throws(LaunchEnvironmentError) -> String {
        guard let list = self["SLURM_STEP_NODELIST"] ?? self["SLURM_JOB_NODELIST"] else {
            throw .missing("SLURM_JOB_NODELIST", besides: "SLURM_PROCID")
        }
        let name = list.prefix { $0 != "[" && $0 != "," }
        let rest = list.dropFirst(name.count)
        guard rest.first == "[" else { return String(name) }
        return String(name) + String(rest.dropFirst().prefix { $0 != "-" && $0 != "," && $0 != "]" })
    }
}

/// Variables that do not say which process this is.
package enum LaunchEnvironmentError: Error, Sendable, Equatable, CustomStringConvertible {
    case missing(String, besides: String)
    case notANumber(String, String, minimum: Int)
    case notAPort(String, String)
    case rankTooLarge(rank: Int, processCount: Int)
    case localRankTooLarge(localRank: Int, rank: Int)

    package var description: String {
        switch self {
        case .missing(let name, let other):
            "the environment has \(other), but not \(name): start the processes with torchrun, srun or `candor launch`, or "
                + "unset \(other) to run one process"
        case .notANumber(let name, let text, let minimum):
            "\(name) in the environment is '\(text)': expected a whole number from \(minimum)"
        case .notAPort(let name, let text):
            "\(name) in the environment is '\(text)': expected a port, from 1 to 65535"
        case .rankTooLarge(let rank, let processCount):
            "the environment says that this is process \(rank) of \(processCount): ranks count from 0, so the last is "
                + "\(processCount - 1)"
        case .localRankTooLarge(let localRank, let rank):
            "the environment says that this is process \(rank) of all, but \(localRank) of its machine, which cannot be more"
        }
    }
}
