import Foundation

extension AdapterConfiguration {
    /// Reads PEFT's `adapter_config.json`; a setting that is not computed here is an error.
    package init(peft data: Data, file: String) throws(AdapterError) {
        let stored: StoredConfiguration
        do {
            stored = try JSONDecoder().decode(StoredConfiguration.self, from: data)
        } catch {
            throw AdapterError("\(file): it cannot be read: \(error.explanation)")
        }
        if let unsupported = stored.unsupportedSetting {
            throw AdapterError("\(file): it asks for \(unsupported), which is not computed here")
        }
        guard (1...65_536).contains(stored.r) else { throw AdapterError("\(file): its rank is \(stored.r)") }
        self.init(
            rank: stored.r, alpha: stored.loraAlpha, dropout: stored.loraDropout ?? 0,
            isRankStabilized: stored.useRslora ?? false, targets: stored.targetModules.targets,
            rankPatterns: stored.rankPattern ?? [:], alphaPatterns: stored.alphaPattern ?? [:],
            baseModel: stored.baseModelNameOrPath)
    }

    /// The settings as PEFT's `adapter_config.json`.
    package func peftData() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(StoredConfiguration(self))
    }
}

/// The keys of `adapter_config.json` that matter here.
private struct StoredConfiguration: Codable {
    var peftType = "LORA"
    var taskType: String? = "CAUSAL_LM"
    var r: Int
    var loraAlpha: Double
    var loraDropout: Double?
    var useRslora: Bool?
    var targetModules: StoredTargets
    var rankPattern: [String: Int]?
    var alphaPattern: [String: Double]?
    var baseModelNameOrPath: String?
    var bias: String? = "none"
    var inferenceMode: Bool? = true
    var fanInFanOut: Bool? = false
    var useDora: Bool? = false
    var loraBias: Bool? = false
    var modulesToSave: [String]?
    var layersToTransform: LayerSelection?
    var targetParameters: [String]?
    var excludeModules: StoredTargets?

    enum CodingKeys: String, CodingKey {
        case peftType = "peft_type"
        case taskType = "task_type"
        case r
        case loraAlpha = "lora_alpha"
        case loraDropout = "lora_dropout"
        case useRslora = "use_rslora"
        case targetModules = "target_modules"
        case rankPattern = "rank_pattern"
        case alphaPattern = "alpha_pattern"
        case baseModelNameOrPath = "base_model_name_or_path"
        case bias
        case inferenceMode = "inference_mode"
        case fanInFanOut = "fan_in_fan_out"
        case useDora = "use_dora"
        case loraBias = "lora_bias"
        case modulesToSave = "modules_to_save"
        case layersToTransform = "layers_to_transform"
        case targetParameters = "target_parameters"
        case excludeModules = "exclude_modules"
    }

    init(_ configuration: AdapterConfiguration) {
        r = configuration.rank
        loraAlpha = configuration.alpha
        loraDropout = configuration.dropout
        useRslora = configuration.isRankStabilized
        targetModules = StoredTargets(targets: configuration.targets)
        rankPattern = configuration.rankPatterns
        alphaPattern = configuration.alphaPatterns
        baseModelNameOrPath = configuration.baseModel
    }

    /// What the file asks for and this program does not do; nil when there is nothing.
    var unsupportedSetting: String? {
        if peftType.uppercased() != "LORA" { return "peft_type '\(peftType)'" }
        if useDora == true { return "DoRA" }
        if loraBias == true { return "biases in the LoRA layers (lora_bias)" }
        if let bias, bias != "none" { return "bias '\(bias)'" }
        if fanInFanOut == true { return "fan_in_fan_out" }
        if let modules = modulesToSave, !modules.isEmpty { return "fully trained modules (modules_to_save)" }
        if let parameters = targetParameters, !parameters.isEmpty { return "target_parameters" }
        if layersToTransform != nil { return "layers_to_transform" }
        if excludeModules != nil { return "exclude_modules" }
        return nil
    }
}

/// `layers_to_transform`: one index or several; only its presence matters.
private struct LayerSelection: Codable {}

/// `target_modules`: a list of names, a regular expression, or `all-linear`.
private struct StoredTargets: Codable {
    let targets: AdapterConfiguration.Targets

    init(targets: AdapterConfiguration.Targets) {
        self.targets = targets
    }

    init(from decoder: any Swift.Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let names = try? container.decode([String].self) {
            targets = .modules(names)
        } else {
            let text = try container.decode(String.self)
            targets = text == "all-linear" ? .allLinear : .expression(text)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch targets {
        // PEFT would resolve "all-linear" anew; the names say the same for every decoder here.
        case .allLinear:
            try container.encode(["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"])
        case .modules(let names): try container.encode(names)
        case .expression(let expression): try container.encode(expression)
        }
    }
}
