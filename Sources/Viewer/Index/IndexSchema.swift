import GRDB

/// The tables of an index.
enum IndexSchema {
    /// Raised with every change of the tables, or of what is put into them: an index of another version is made anew.
    static let version = 1

    static func create(in database: Database) throws {
        try database.execute(
            sql: """
                -- `version` rises with every change, `nextText` is the next free row of `text`, and of those before it
                -- `deadTexts` belong to nothing any more: a table without content cannot forget.
                CREATE TABLE state (version INTEGER NOT NULL, nextText INTEGER NOT NULL, deadTexts INTEGER NOT NULL);
                INSERT INTO state VALUES (0, 1, 0);

                CREATE TABLE source (
                    number INTEGER PRIMARY KEY,
                    name TEXT UNIQUE NOT NULL,
                    file TEXT NOT NULL,
                    inode INTEGER NOT NULL,
                    size INTEGER NOT NULL,
                    modified INTEGER NOT NULL,
                    generation INTEGER NOT NULL,
                    offset INTEGER NOT NULL,
                    line INTEGER NOT NULL,
                    fingerprint INTEGER NOT NULL,
                    isComplete INTEGER NOT NULL,
                    damagedLines INTEGER NOT NULL
                );
                CREATE TABLE damage (source INTEGER NOT NULL, line INTEGER NOT NULL, cause TEXT NOT NULL);

                -- `place` is that among the prompts as they are asked.
                CREATE TABLE prompt (number INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, place INTEGER);

                -- A set of findings that transcripts have in common.
                CREATE TABLE profile (number INTEGER PRIMARY KEY, findings TEXT UNIQUE NOT NULL);

                CREATE TABLE label (
                    number INTEGER PRIMARY KEY,
                    transcript TEXT NOT NULL,
                    question TEXT NOT NULL,
                    labeller TEXT NOT NULL,
                    value TEXT NOT NULL,
                    label TEXT NOT NULL,
                    UNIQUE (transcript, question, labeller)
                );

                -- The sample and the verdicts come from different files, and either may come first.
                CREATE TABLE transcript (
                    number INTEGER PRIMARY KEY,
                    source INTEGER,
                    prompt INTEGER,
                    sample INTEGER,
                    outcome INTEGER,
                    text INTEGER,
                    profile INTEGER,
                    id TEXT UNIQUE NOT NULL,
                    generation INTEGER,
                    start INTEGER,
                    length INTEGER,
                    digest INTEGER,
                    promptStart TEXT,
                    verdictGeneration INTEGER,
                    verdictStart INTEGER,
                    verdictLength INTEGER
                );

                CREATE VIRTUAL TABLE text USING fts5(
                    prompt, reasoning, answer, content = '', columnsize = 0,
                    tokenize = "unicode61 remove_diacritics 2"
                );
                -- Few large pieces are written faster than many small ones.
                INSERT INTO text (text, rank) VALUES ('hashsize', 16777216);
                PRAGMA user_version = \(version);
                """)
    }
}
