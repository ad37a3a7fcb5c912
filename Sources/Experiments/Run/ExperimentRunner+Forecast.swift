import Foundation

/// What is told of a run without running it.
extension ExperimentRunner {
    /// How far the run is; changes nothing.
    package func plan() throws -> RunPlan { try plan(manifest()) }

    /// What the run would do, take and be able to show; runs and changes nothing.
    ///
    /// - Parameter machine: what there is to compute with.
    package func forecast(on machine: MachineResources) throws -> RunForecast {
        var problems: [String] = []
        do {
            try refuseForeignFiles()
        } catch {
            problems.append("\(error)")
        }
        // Also of what is to be made anew, the times are known.
        var earlier = newManifest
        do {
            earlier = try continuedManifest()
        } catch .folder(let path) {
            problems.append("\(ManifestError.folder(path))")
        } catch {
            if !options.startsFresh { problems.append("\(error)") }
        }
        let before = (try? RunManifest(reading: directory))?.environment
        return RunForecast(
            try plan(earlier), experimentFile: URL(filePath: file.path), machine: machine,
            ratesHold: before?.machine == earlier.environment.machine, problems: problems)
    }

    private func plan(_ manifest: RunManifest) throws -> RunPlan {
        let kept = try options.startsFresh ? 0 : firstStage() ?? stages.count
        let discarded = Set(stages[kept...].map(\.name))
        return RunPlan(
            stages, context(manifest), isDiscarded: discarded.contains, asksAgain: options.retriesFailures)
    }
}
