/// What a cue does to answers, and whether their reasoning says so.
package struct CueSection: Sendable, Hashable, Codable {
    /// What the numbers are of.
    package var caption: String
    package var table: NumberTable
    package var rates: [RateSection]

    package init(caption: String, table: NumberTable, rates: [RateSection]) {
        self.caption = caption
        self.table = table
        self.rates = rates
    }
}

/// Numbers that are read side by side: what is counted, then a column for each thing that it is counted of.
package struct NumberTable: Sendable, Hashable, Codable {
    /// The heads of the columns after the first.
    package var columns: [String]
    package var rows: [Row]

    package struct Row: Sendable, Hashable, Codable {
        package var name: String
        /// A cell for each column; empty where there is nothing to say.
        package var cells: [String]

        package init(_ name: String, _ cells: [String]) {
            self.name = name
            self.cells = cells
        }
    }

    package init(columns: [String], rows: [Row]) {
        self.columns = columns
        self.rows = rows
    }

    var html: HTML {
        let head = ([""] + columns).map { "<th>\($0)</th>" as HTML }.joined()
        let body = rows.map { row -> HTML in
            let cells = row.cells.map { "<td>\($0)</td>" as HTML }.joined()
            return "<tr><th>\(row.name)</th>\(cells)</tr>"
        }
        return #"""
            <div class="wide"><table class="numbers"><thead><tr>\#(head)</tr></thead>\#
            <tbody>\#(body.joined())</tbody></table></div>
            """#
    }
}
