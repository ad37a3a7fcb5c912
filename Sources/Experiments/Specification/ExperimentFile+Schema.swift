extension ExperimentFile {
    /// The JSON Schema (draft 2020-12) of experiment files, by which editors complete and check them.
    ///
    /// It says all that can be said of a key by itself. What depends on other keys, such as the order of conditions, only
    /// the reader knows.
    package static var schema: String {
        String(decoding: PackageResources.experiment_schema_json, as: UTF8.self)
    }
}
