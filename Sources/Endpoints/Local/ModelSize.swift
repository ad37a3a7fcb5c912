import LanguageModels
import ModelFiles

/// How large a model is, from its checkpoint's header.
package struct ModelSize: Sendable, Hashable {
    package let configuration: DecoderConfiguration
    package let parameterCount: Int

    package init(configuration: DecoderConfiguration, parameterCount: Int) {
        self.configuration = configuration
        self.parameterCount = parameterCount
    }
}

extension LocalModelFiles {
    /// The size of the model; its weights are not read.
    package func size() throws -> ModelSize {
        let source = try Checkpoint.open(reference.url)
        return ModelSize(
            configuration: try DecoderConfiguration(of: source),
            parameterCount: source.tensors.reduce(0) { $0 + $1.elementCount })
    }
}
