import Foundation

extension AdapterConfiguration {
    /// Reads PEFT's `adapter_config.json`; a setting that is not computed here is an error.
    package init(peft data: Data, file: String) throws(AdapterError) {
        let stored: StoredConfiguration
        var unsupported: [String]
        do {
            stored = try JSONDecoder().decode(StoredConfiguration.self, from: data)
            unsupported = try JSONDecoder().decode(UnsupportedSettings.self, from: data).names
        } catch {
            throw AdapterError("\(file): it cannot be read: \(error.explanation)")
        }
        if stored.peftType.uppercased() != "LORA" { unsupported.append("peft_type '\(stored.peftType)'") }
        if let bias = stored.bias, bias != "none" { unsupported.append("bias '\(bias)'") }
        guard unsupported.isEmpty else {
            throw AdapterError(
                "\(file): it asks for \(unsupported.joined(separator: ", ")), which is not computed here")
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
}

/// What else `adapter_config.json` can ask for that changes an adapter's result and is not computed here.
///
/// Read apart from the rest, because PEFT writes every one of them, unset, into every file.
private struct UnsupportedSettings: Decodable {
    /// The keys that are set to something.
    let names: [String]

    init(from decoder: any Swift.Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let set = Key.allCases.filter { key in
            container.contains(key) && (try? container.decode(Unset.self, forKey: key)) == nil
        }
        names = set.map(\.rawValue) + Self.changesTheBase(try decoder.container(keyedBy: InitializationKey.self))
    }

    /// Initialisations such as PiSSA subtract the first update from the base weights, and PEFT does so again when it loads.
    private static func changesTheBase(_ container: KeyedDecodingContainer<InitializationKey>) -> [String] {
        guard let method = try? container.decode(String.self, forKey: .method) else { return [] }
        return ["gaussian", "orthogonal", "eva"].contains(method) ? [] : ["init_lora_weights '\(method)'"]
    }

    enum InitializationKey: String, CodingKey {
        case method = "init_lora_weights"
    }

    enum Key: String, CodingKey, CaseIterable {
        case useDora = "use_dora"
        case useQalora = "use_qalora"
        case useBdlora = "use_bdlora"
        case loraBias = "lora_bias"
        case fanInFanOut = "fan_in_fan_out"
        case modulesToSave = "modules_to_save"
        case layersToTransform = "layers_to_transform"
        case layerReplication = "layer_replication"
        case excludeModules = "exclude_modules"
        case targetParameters = "target_parameters"
        case trainableTokens = "trainable_token_indices"
        case activatedInvocation = "alora_invocation_tokens"
        case arrow = "arrow_config"
    }

    /// A value that stands for nothing: null, false or an empty list.
    private struct Unset: Decodable {
        init(from decoder: any Swift.Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() { return }
            if let flag = try? container.decode(Bool.self), !flag { return }
            if (try? container.decode([Int].self))?.isEmpty == true { return }
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "it is set")
        }
    }
}

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
