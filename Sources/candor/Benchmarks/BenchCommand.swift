import ArgumentParser

/// The measurements that the benchmarks compare with peers.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract:
            "Measure the engine beside what the machine allows, the tokenizer, the run engine and the view's index.",
        subcommands: [
            TrainingBench.self, SamplingBench.self, DecodeBench.self, TimelineBench.self, LoadingBench.self,
            GrowthBench.self,
            TokenizerBench.self, RunEngineBench.self, ViewBench.self, WriteCheckpoint.self,
        ])
}
