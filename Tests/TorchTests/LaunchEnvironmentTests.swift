import Testing
import Torch

@Suite struct LaunchEnvironmentTests {
    private let torchrun = [
        "RANK": "5", "LOCAL_RANK": "1", "WORLD_SIZE": "8", "MASTER_ADDR": "node-3", "MASTER_PORT": "29400",
    ]
    private let slurm = [
        "SLURM_PROCID": "3", "SLURM_LOCALID": "1", "SLURM_NTASKS": "4", "SLURM_STEP_NUM_TASKS": "4",
        "SLURM_JOB_NODELIST": "gpu[003-004]", "SLURM_JOB_ID": "123456",
    ]

    @Test func withoutVariablesTheProcessIsAlone() throws {
        try #expect(LaunchEnvironment([:]) == .alone)
        try #expect(LaunchEnvironment(["PATH": "/bin", "MASTER_PORT": "29400", "RANK": ""]) == .alone)
        #expect(LaunchEnvironment.alone.rank == 0 && LaunchEnvironment.alone.processCount == 1)
    }

    @Test func torchrunsVariablesAreRead() throws {
        let environment = try LaunchEnvironment(torchrun)
        #expect(environment.rank == 5 && environment.localRank == 1 && environment.processCount == 8)
        #expect(environment.host == "node-3" && environment.port == 29_400 && !environment.isStoreServed)
        var elastic = torchrun
        elastic["TORCHELASTIC_USE_AGENT_STORE"] = "True"
        try #expect(LaunchEnvironment(elastic).isStoreServed)
    }

    @Test func theVariablesOfChildrenAreThoseThatAreRead() throws {
        let environment = try LaunchEnvironment(LaunchEnvironment.variables(rank: 1, of: 3, port: 4_000))
        #expect(environment.rank == 1 && environment.localRank == 1 && environment.processCount == 3)
        #expect(environment.port == 4_000)
        let port = try LaunchEnvironment.freePort()
        #expect((1_024...65_535).contains(port))
    }

    @Test func slurmsVariablesAreRead() throws {
        let environment = try LaunchEnvironment(slurm)
        #expect(environment.rank == 3 && environment.localRank == 1 && environment.processCount == 4)
        #expect(environment.host == "gpu003" && environment.port == 23_456)
    }

    @Test(arguments: [
        ("gpu[003-007,009],head", "gpu003"), ("gpu[7,9]", "gpu7"), ("head", "head"), ("a1,a2", "a1"),
        ("rack-[12]", "rack-12"),
    ])
    func theFirstMachineOfSlurmsListServesTheStore(list: String, host: String) throws {
        var variables = slurm
        variables["SLURM_STEP_NODELIST"] = list
        try #expect(LaunchEnvironment(variables).host == host)
    }

    @Test func aBatchScriptThatIsNoStepIsAlone() throws {
        var variables = slurm
        variables["SLURM_STEP_NUM_TASKS"] = nil
        try #expect(LaunchEnvironment(variables) == .alone)
    }

    @Test func torchrunGoesBeforeSlurm() throws {
        try #expect(LaunchEnvironment(torchrun.merging(slurm) { $1 }).rank == 5)
    }

    @Test(arguments: [
        (["WORLD_SIZE": "2"], LaunchEnvironmentError.missing("RANK", besides: "WORLD_SIZE")),
        (["RANK": "1"], .missing("WORLD_SIZE", besides: "RANK")),
        (["RANK": "1", "WORLD_SIZE": "2"], .missing("LOCAL_RANK", besides: "RANK")),
        (["RANK": "1", "WORLD_SIZE": "2", "LOCAL_RANK": "1"], .missing("MASTER_ADDR", besides: "WORLD_SIZE")),
        (["RANK": "one", "WORLD_SIZE": "2"], .notANumber("RANK", "one", minimum: 0)),
        (["RANK": "0", "WORLD_SIZE": "0"], .notANumber("WORLD_SIZE", "0", minimum: 1)),
        (
            ["RANK": "2", "WORLD_SIZE": "2", "LOCAL_RANK": "0", "MASTER_ADDR": "a"],
            .rankTooLarge(rank: 2, processCount: 2)
        ),
        (
            ["RANK": "1", "WORLD_SIZE": "4", "LOCAL_RANK": "2", "MASTER_ADDR": "a"],
            .localRankTooLarge(localRank: 2, rank: 1)
        ),
        (
            ["RANK": "1", "WORLD_SIZE": "2", "LOCAL_RANK": "1", "MASTER_ADDR": "a", "MASTER_PORT": "70000"],
            .notAPort("MASTER_PORT", "70000")
        ),
        (
            ["SLURM_PROCID": "0", "SLURM_STEP_NUM_TASKS": "2", "SLURM_LOCALID": "0"],
            .missing("SLURM_JOB_NODELIST", besides: "SLURM_PROCID")
        ),
    ])
    func contradictionsAreErrors(variables: [String: String], error: LaunchEnvironmentError) {
        #expect(throws: error) { try LaunchEnvironment(variables) }
    }

    @Test func eachProcessTakesADeviceOfItsOwn() throws {
        let environment = try LaunchEnvironment(LaunchEnvironment.variables(rank: 1, of: 2, port: 1))
        #expect(environment.cudaDevice(of: 2) == 1)
        // Slurm can show each process its own device alone.
        #expect(environment.cudaDevice(of: 1) == 0)
        #expect(environment.cudaDevice(of: 0) == nil)
    }
}
