extension Experiment {
    /// The models that take part.
    package struct Models: Sendable, Hashable, Codable {
        /// A registry name, a folder, a `.gguf` file, or a hub id with an optional `@revision`.
        package var base = "smollm2-135m-instruct"

        /// Who writes the reasoning and the clean answers.
        package var teacher = TeacherModel.base
    }

    /// The model that writes the training traces.
    package enum TeacherModel: Sendable, Hashable, Codable {
        /// Key `teacher: base`: the base model itself.
        case base

        /// Key `teacher: {endpoint, model}`: an OpenAI-compatible API at the URL up to and including `/v1`.
        case endpoint(url: String, model: String)
    }
}

extension Experiment.Models {
    init(_ settings: Setting) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        base = try keys.optional("base", .nonEmptyText) ?? base
        teacher = try keys.optional("teacher", Experiment.TeacherModel.init) ?? teacher
        try keys.finish()
    }
}

extension Experiment.TeacherModel {
    init(_ setting: Setting) throws(ExperimentFileError) {
        if case .scalar = setting.content {
            self = try setting.read(.choice(among: [("base", .base)]))
            return
        }
        var keys = try GroupReader(setting)
        let url = try keys.required("endpoint") { (setting) throws(ExperimentFileError) in
            let url = try setting.read(.text)
            guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
                throw setting.expected("a URL such as https://host/v1")
            }
            return url
        }
        self = .endpoint(url: url, model: try keys.required("model", .nonEmptyText))
        try keys.finish()
    }
}
