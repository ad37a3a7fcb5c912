/// Loss, held-out loss, gradient norm and learning rate by step.
struct TrainingChart: Chart {
    let curve: TrainingCurve

    let name = "training"
    let title = "Loss, gradient norm and learning rate by step"

    var caption: String {
        guard broken > 0 else { return "Of each step, before it was taken; gradient norm before clipping." }
        return
            "Of each step, before it was taken; gradient norm before clipping. The curves are broken where a loss or norm was "
            + "no finite number: in \(broken) of \(curve.steps.count) steps."
    }

    var description: String {
        guard let first = curve.steps.first, let last = curve.steps.last else { return "no steps" }
        var text = "\(curve.steps.count) steps; loss from \(first.loss.lossText) to \(last.loss.lossText)"
        if let before = curve.heldOut.first, let after = curve.heldOut.last, before != after {
            text += "; held-out loss from \(before.loss.lossText) to \(after.loss.lossText)"
        }
        if let most = curve.steps.map(\.gradientNorm).filter(\.isFinite).max() {
            text += "; largest gradient norm \(most.lossText)"
        }
        return text
    }

    var table: ChartTable {
        let rows =
            curve.steps.enumerated().map { place, step in
                (
                    step: step.number, isHeldOut: 0, place: place,
                    cells: [step.loss, nil, step.gradientNorm, step.learningRate] as [Double?]
                )
            }
            + curve.heldOut.enumerated().map { place, point in
                (step: point.step, isHeldOut: 1, place: place, cells: [nil, point.loss, nil, nil])
            }
        return ChartTable(
            columns: [
                .init("step", heading: "step"), .init("loss", heading: "loss"),
                .init("held_out_loss", heading: "held-out loss"), .init("gradient_norm", heading: "gradient norm"),
                .init("learning_rate", heading: "learning rate"),
            ],
            rows: rows.sorted { ($0.step, $0.isHeldOut, $0.place) < ($1.step, $1.isHeldOut, $1.place) }.map { row in
                [.count(row.step)] + row.cells.map { .number($0, shown: \.axisText) }
            })
    }

    func draw(on canvas: inout ChartCanvas) {
        guard !curve.steps.isEmpty || !curve.heldOut.isEmpty else { return canvas.nothingToShow() }
        let loss = CurvePlot.Curve(name: "loss", style: CurveStyle(place: 0), points: points(\.loss))
        let heldOut = CurvePlot.Curve(
            name: "held-out loss", style: CurveStyle(place: 1),
            points: curve.heldOut.map { CurvePoint(x: Double($0.step), y: $0.loss) }.sorted { $0.x < $1.x })
        let plot = CurvePlot(
            x: AxisScale(covering: (loss.points + heldOut.points).map(\.x), fromZero: false), xName: "step",
            panels: [
                panel("loss", [loss] + (heldOut.points.isEmpty ? [] : [heldOut]), height: 160),
                panel("gradient norm", points(\.gradientNorm)), panel("learning rate", points(\.learningRate)),
            ])
        plot.draw(on: &canvas)
    }

    private func points(_ value: (TrainingCurve.Step) -> Double) -> [CurvePoint] {
        curve.steps.map { CurvePoint(x: Double($0.number), y: value($0)) }
    }

    private func panel(_ title: String, _ points: [CurvePoint]) -> CurvePlot.Panel {
        panel(title, [CurvePlot.Curve(name: title, style: CurveStyle(place: 0), points: points)], height: 100)
    }

    private func panel(_ title: String, _ curves: [CurvePlot.Curve], height: Double) -> CurvePlot.Panel {
        let numbers = curves.flatMap { $0.points.map(\.y) }
        return CurvePlot.Panel(
            title: title, y: AxisScale(covering: numbers, fromZero: true), curves: curves, height: height)
    }

    /// Steps that cannot be drawn.
    private var broken: Int { curve.steps.count { !($0.loss.isFinite && $0.gradientNorm.isFinite) } }
}

extension Double {
    /// A loss or a norm in a sentence.
    fileprivate var lossText: String { isFinite ? String(format: "%.4g", self) : "no number" }
}
