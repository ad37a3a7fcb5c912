import ArgumentParser
import Experiments

/// `candor schema`: what editors need to complete and check experiment files.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of experiment files.",
        discussion: """
            An editor with a YAML language server completes and checks an experiment file whose first line names the schema:

              candor schema > experiment.schema.json
              # yaml-language-server: $schema=experiment.schema.json
            """)

    func run() {
        print(ExperimentFile.schema, terminator: "")
    }
}
