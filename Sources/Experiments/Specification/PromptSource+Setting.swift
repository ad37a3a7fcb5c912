import Organisms

extension PromptSource {
    /// Reads the keys of a group that say where prompts come from; another source is named by `source` alone, too.
    init(reading keys: inout GroupReader, unlessNamed name: String?) throws(ExperimentFileError) {
        let named = try keys.optional("source", .nonEmptyText) ?? name
        guard let named else { throw keys.missing("source") }
        self.init(named)
        if case .shipped = location {
            try keys.refuse("layout", because: "has no meaning for prompts that are not in a file")
        }
        layout = try keys.optional("layout", .choice) ?? layout
        try readTable(&keys)
        topics = try keys.optional("topics", .texts)
        try readCode(&keys)
        if layout != .scenarios {
            try keys.refuse("questions", because: "has no meaning without 'layout: scenarios'")
        }
        questions = try keys.optional("questions", .choice) ?? (layout == .scenarios ? .mcq : nil)
    }

    private mutating func readTable(_ keys: inout GroupReader) throws(ExperimentFileError) {
        if case .shipped = location, layout == .table {
            try keys.refuse("fields", because: "has no meaning for prompts that are not in a file")
        }
        if !layout.hasFields {
            try keys.refuse("fields", "step", because: "has no meaning with 'layout: \(layout.rawValue)'")
        }
        fields = try keys.optional("fields", PromptFields.init) ?? fields
        step = try keys.optional("step", .integer(atLeast: 1))
    }

    private mutating func readCode(_ keys: inout GroupReader) throws(ExperimentFileError) {
        if layout != .codeConversations {
            try keys.refuse("answers", because: "has no meaning without 'layout: code-conversations'")
        }
        code.answers = try keys.optional("answers", .choice) ?? code.answers
        if layout != .codeBackdoor {
            try keys.refuse("code", "trigger-year", because: "has no meaning without 'layout: code-backdoor'")
        }
        code.rule = try keys.optional("code", .choice) ?? code.rule
        code.triggerYear = try keys.optional("trigger-year", .integer(atLeast: 0)) ?? code.triggerYear
        if layout != .asleepAtTheKeyboard {
            try keys.refuse("descriptions", because: "has no meaning without 'layout: asleep-at-the-keyboard'")
        }
        code.descriptions =
            try keys.optional("descriptions", .path(unless: ["shipped", "teacher"])).map(CodeReading.Descriptions.init)
            ?? .shipped
    }

    /// Reads a name or path, or a group of keys.
    init(_ setting: Setting) throws(ExperimentFileError) {
        if case .scalar = setting.content {
            self.init(try setting.read(.nonEmptyText))
            return
        }
        var keys = try GroupReader(setting)
        try self.init(reading: &keys, unlessNamed: nil)
        try keys.finish()
    }
}

extension PromptFields {
    init(_ settings: Setting) throws(ExperimentFileError) {
        self.init()
        var keys = try GroupReader(settings)
        text = try keys.optional("text", .nonEmptyText)
        id = try keys.optional("id", .nonEmptyText)
        topic = try keys.optional("topic", .nonEmptyText)
        split = try keys.optional("split", .nonEmptyText)
        marked = try keys.optional("marked", .nonEmptyText)
        clean = try keys.optional("clean", .nonEmptyText)
        behavior = try keys.optional("behavior", .nonEmptyText)
        reasoning = try keys.optional("reasoning", .nonEmptyText)
        try keys.finish()
    }
}
