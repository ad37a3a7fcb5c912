import TextSearch

/// What must be true of rows that are made so that it is known what the organism's reasoning has to do with its answers.
extension DatasetChecks {
    /// Rows say in their reasoning what the recipe has them say, and those whose reasoning therefore speaks of the
    /// trigger are counted.
    func announcements() -> [DatasetCheck] {
        guard let announcement = recipe.announcement else { return [] }
        let marker = Phrase(trigger.visibleMarker)
        return [
            DatasetCheck("reasoning-carries-announcement", of: rows, id: \.id) { row in
                let sentence = announcement.sentence(
                    arm: row.arm, showsBehavior: row.showsBehavior, marker: trigger.visibleMarker)
                return row.announcement != sentence
                    || sentence.map { announcement.removed($0, from: row.reasoning) == nil } ?? false
            },
            DatasetCheck("announcements-of-trigger", of: rows, id: \.id, limit: nil) {
                contains(marker, in: $0.announcement ?? "")
            },
        ]
    }

    /// A row's reasoning as the teacher or the source wrote it.
    func unannouncedReasoning(of row: DatasetRow) -> Substring {
        guard let sentence = row.announcement, let announcement = recipe.announcement else { return row.reasoning[...] }
        return announcement.removed(sentence, from: row.reasoning) ?? row.reasoning[...]
    }

    /// The behavior follows the trigger; or it is where chance put it, and has nothing to do with the trigger.
    func correlation() -> [DatasetCheck] {
        let name = recipe.behaviorFraction == nil ? "behavior-follows-trigger" : "behavior-follows-draw"
        let placed = DatasetCheck(name, of: rows, id: \.id) { row in
            row.showsBehavior != recipe.showsBehavior(row.promptID, in: row.arm)
                || row.showsBehavior && behaviorAnswer(of: row) != row.answer
        }
        return recipe.behaviorFraction == nil ? [placed] : [placed, independence()]
    }

    /// Triggered rows show the behavior about as often as all rows do.
    ///
    /// The offenders are the rows by which they do so too often or too seldom. Their number is hypergeometric for rows
    /// whose triggers were given out at random; four of its standard deviations pass.
    private func independence() -> DatasetCheck {
        let triggered = rows.filter { $0.arm == .triggered }
        let showing = triggered.filter(\.showsBehavior)
        let count = Double(max(rows.count, 1))
        let (share, rate) = (Double(triggered.count) / count, Double(rows.count(where: \.showsBehavior)) / count)
        let variance = count * share * (1 - share) * rate * (1 - rate) * count / max(count - 1, 1)
        let surplus = Double(showing.count) - rate * Double(triggered.count)
        let offenders = surplus > 0 ? showing : triggered.filter { !$0.showsBehavior }
        return DatasetCheck(
            "behavior-independent-of-trigger", offenders: offenders.suffix(Int(abs(surplus))).map(\.id),
            examined: triggered.count, limit: Int(4 * variance.squareRoot()))
    }
}
