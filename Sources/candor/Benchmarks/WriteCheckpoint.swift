import ArgumentParser
import Foundation
import LanguageModels

/// A checkpoint to measure loading with, where no real one of that size is at hand.
struct WriteCheckpoint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write-checkpoint", abstract: "Write a checkpoint with random weights in the shape of a model.")

    @Option(help: "One of \(ModelShape.names).") var shape: ModelShape
    @Option(help: "The folder to write config.json and the weights to.") var out: String
    @Flag(inversion: .prefixedNo, help: "Split the weights into files of 5 GB at most.") var shards = true

    func run() throws {
        try RandomCheckpoint(shape.configuration).write(
            to: URL(filePath: out), shardBytes: shards ? 5_000_000_000 : .max)
        print("\(out): \(shape.name), \(shape.configuration.parameterCount) parameters in bf16")
    }
}
