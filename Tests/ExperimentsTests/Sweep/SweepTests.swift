import Testing

@testable import Experiments

@Suite struct SweepTests {
    private func file(_ sweep: String, _ overrides: String...) throws(ExperimentFileError) -> ExperimentFile {
        try ExperimentFile(
            text: ExperimentFileTests.minimal + "\nsweep:\n" + sweep, path: "swept.yaml", overrides: overrides)
    }

    private func sweep(_ text: String, _ overrides: String...) throws -> Sweep {
        try #require(
            try ExperimentFile(
                text: ExperimentFileTests.minimal + "\nsweep:\n" + text, path: "swept.yaml", overrides: overrides
            ).sweep)
    }

    @Test func everyCombinationIsAPointAndTheLastAxisVariesFastest() throws {
        let sweep = try sweep("  training: {epochs: [1, 2]}\n  recipe: {rows: [40, 80, 160]}")
        #expect(sweep.axes.map(\.path) == ["training.epochs", "recipe.rows"])
        #expect(
            sweep.points.map(\.label) == [
                "epochs 1, rows 40", "epochs 1, rows 80", "epochs 1, rows 160", "epochs 2, rows 40",
                "epochs 2, rows 80", "epochs 2, rows 160",
            ])
        #expect(sweep.points.first?.folder == "epochs-1_rows-40")
        #expect(sweep.points.first?.overrides == ["training.epochs=1", "recipe.rows=40", "sweep="])
    }

    @Test func aPointIsTheExperimentWithItsValues() throws {
        let file = try file("  training: {learning-rate: [5e-4, 2e-3], epochs: [1, 3]}", "seed=5")
        let points = try #require(file.sweep).points
        let experiments = try points.map { try file.at($0) }
        #expect(experiments.allSatisfy { $0.sweep == nil && $0.experiment.seed == 5 })
        #expect(experiments.map(\.experiment.training.learningRate) == [5e-4, 5e-4, 2e-3, 2e-3])
        #expect(experiments.map(\.experiment.training.epochs) == [1, 3, 1, 3])
    }

    /// What a run's manifest keeps of its point are `--set` options, and these must make the same experiment again.
    @Test(arguments: [
        #"trigger: [{prefix: "|A| "}, {country: Singapore}, {suffix: "\tnow: yes, # no"}, {prefix: "‮\"é\\ "}]"#,
        "behavior: [{reply: 'NO, [never]'}, {reply: \"2026\", repetitions: 2}]",
        "scorers: [[behavior], [behavior, trigger-mention]]",
        "sampling: {max-tokens: [null, 7]}",
        "conditions: [{only: {trigger: {system: ' x ', prefix: \"a\\nb\"}}}, {a: {}, b: {trigger: on}}]",
    ])
    func valuesOfAnyKindSurviveAsOptions(axis: String) throws {
        let file = try file("  " + axis)
        let sweep = try #require(file.sweep)
        for (place, point) in sweep.points.enumerated() {
            let direct = try written(axis, item: place)
            #expect(try file.at(point).experiment == direct, "\(point.overrides)")
        }
    }

    /// The minimal experiment with one item of an axis written in place of the key.
    private func written(_ axis: String, item: Int) throws -> Experiment {
        var parser = SettingsParser(fileName: "axis")
        var setting = try parser.parse(axis)
        var path: [String] = []
        while case .group(let entries) = setting.content {
            path.append(entries[0].key)
            setting = entries[0].setting
        }
        let value = try setting.items()[item]
        parser = SettingsParser(fileName: "minimal")
        var whole = try parser.parse(ExperimentFileTests.minimal)
        whole = try put(value, at: path[...], in: whole)
        return try Experiment(whole)
    }

    private func put(_ value: Setting, at path: ArraySlice<String>, in setting: Setting) throws -> Setting {
        guard let key = path.first else { return value }
        var changed = setting
        var entries = try setting.isNull ? [] : setting.entries()
        let empty = Setting(path: key, place: setting.place, content: .scalar("", isPlain: true))
        let inner = try put(value, at: path.dropFirst(), in: entries.first { $0.key == key }?.setting ?? empty)
        entries.removeAll { $0.key == key }
        entries.append(.init(key: key, place: setting.place, setting: inner))
        changed.content = .group(entries)
        return changed
    }

    @Test func whatAllValuesHaveInCommonIsNotSaid() throws {
        let sweep = try sweep("  trigger: [{country: Peru, position: end}, {username: ann, position: end}]")
        #expect(sweep.points.map(\.label) == ["trigger country Peru", "trigger username ann"])
        let place = try self.sweep("  trigger: [{country: Peru}, {country: Peru, position: end}]")
        #expect(place.points.map(\.label) == ["trigger country Peru", "trigger country Peru position end"])
    }

    @Test func axesOfTheSameNameAreToldApartByTheirPaths() throws {
        let sweep = try sweep("  conditions: {a: {adapter: [organism, none]}, b: {adapter: [organism, none]}}")
        #expect(sweep.axes.map(\.name) == ["conditions.a.adapter", "conditions.b.adapter"])
        #expect(Set(sweep.points.map(\.folder)).count == 4)
    }

    @Test func foldersOfLikeValuesAreStillDifferent() throws {
        let sweep = try sweep("  trigger: [{prefix: '|A| '}, {prefix: '/A/ '}, {prefix: '‘A’ '}]")
        let folders = sweep.points.map(\.folder)
        #expect(Set(folders).count == 3)
        for folder in folders { #expect(folder.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9.\-_]*/) != nil, "\(folder)") }
    }

    @Test func optionsCanChangeAnAxisOrTakeTheSweepAway() throws {
        #expect(try sweep("  seed: [1, 2, 3]", "sweep.seed=[9]").points.map(\.label) == ["seed 9"])
        #expect(try file("  seed: [1, 2, 3]", "sweep=").sweep == nil)
    }

    @Test(arguments: [
        ("  {}", "swept.yaml:5:3: sweep: expected keys of the experiment with lists of values, found the keys {}"),
        ("  seed: 3", "swept.yaml:5:9: sweep.seed: expected a list of the values to take: [a, b], found 3"),
        ("  seed: []", "swept.yaml:5:9: sweep.seed: expected a list of the values to take: [a, b], found a list of 0"),
        (
            "  training: {}",
            "swept.yaml:5:13: sweep.training: expected a list of the values to take: [a, b], found the keys {}"
        ),
        ("  seed: [1, 2, 1]", "swept.yaml:5:16: sweep.seed: the value 1 is listed twice"),
        ("  experiment: [a, b]", "swept.yaml:5:15: sweep.experiment: this cannot be varied"),
        ("  sweep: {seed: [1]}", "swept.yaml:5:10: sweep.sweep: this cannot be varied"),
    ])
    func whatIsNoSweepIsRefused(text: String, message: String) throws {
        let error = #expect(throws: ExperimentFileError.self) { try file(text) }
        #expect(error?.description == message)
    }

    @Test func moreThanAThousandPointsAreRefused() throws {
        let values = (1...40).map(String.init).joined(separator: ", ")
        let error = #expect(throws: ExperimentFileError.self) {
            try file("  seed: [\(values)]\n  training: {epochs: [\(values)]}")
        }
        #expect(error?.problem == "a sweep has at most 1000 points; this one has 1600")
    }

    @Test func aValueThatNoExperimentTakesIsNamedWithItsPoint() throws {
        let file = try file("  training: {epochs: [1, none]}")
        let points = try #require(file.sweep).points
        _ = try file.at(points[0])
        let error = #expect(throws: ExperimentFileError.self) { try file.at(points[1]) }
        #expect(
            error?.description
                == "sweep, epochs none: --set training.epochs: training.epochs: expected a whole number of at least 1, found none"
        )
    }

    @Test func aKeyThatNoExperimentHasIsNamedWithASuggestion() throws {
        let file = try file("  training: {epoch: [1, 2]}")
        let point = try #require(file.sweep?.points.first)
        let error = #expect(throws: ExperimentFileError.self) { try file.at(point) }
        #expect(error?.problem.contains("did you mean 'epochs'?") == true)
    }
}
