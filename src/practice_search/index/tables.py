"""The tables of the catalogue in SQL, and the numbered steps that lead to them."""

__all__ = ["APPLICATION_ID", "STEPS", "TABLES", "VERSION"]

APPLICATION_ID = 0x50534331
"""Marks a SQLite file as a catalogue (PRAGMA application_id)."""
VERSION = 5
"""Of the tables below (PRAGMA user_version); a change of them is a numbered step in `STEPS`."""

TABLES = """
CREATE TABLE manifest (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    file TEXT NOT NULL UNIQUE,
    fingerprint TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    publisher TEXT NOT NULL,
    year INTEGER,
    source TEXT NOT NULL,
    kind TEXT,
    recipe TEXT NOT NULL,       -- how its text was read and cut
    stated TEXT NOT NULL,       -- what reports.csv said of it, to notice a change
    note TEXT NOT NULL,         -- on pages that cannot be searched
    format TEXT NOT NULL DEFAULT 'PDF'
) STRICT;
CREATE TABLE pages (
    report_id INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE,
    number INTEGER NOT NULL,
    label TEXT,
    text TEXT NOT NULL,
    ocr INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (report_id, number)
) WITHOUT ROWID, STRICT;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,   -- never used again, so that a vector's id is certain
    report_id INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE,
    role TEXT NOT NULL DEFAULT 'body',
    ranked INTEGER NOT NULL DEFAULT 1,      -- whether it has a vector
    headings TEXT NOT NULL DEFAULT '[]'     -- a JSON list, the outermost first
) STRICT;
CREATE INDEX passages_by_report ON passages (report_id);
CREATE TABLE spans (
    passage_id INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    page INTEGER NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    PRIMARY KEY (passage_id, page)
) WITHOUT ROWID, STRICT;
CREATE TABLE claims (
    report_id INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE,
    passage_id INTEGER REFERENCES passages ON DELETE CASCADE,  -- NULL: the report as a whole
    facet TEXT NOT NULL,
    value TEXT NOT NULL,
    origin TEXT NOT NULL,
    page INTEGER,               -- the evidence, where it is words of a page
    start INTEGER,
    stop INTEGER,
    basis TEXT NOT NULL DEFAULT '',
    probability REAL,
    outranked INTEGER NOT NULL DEFAULT 0,   -- where one of a higher origin speaks of the same
    UNIQUE (passage_id, facet, value, origin)
) STRICT;
CREATE INDEX claims_by_value ON claims (facet, value, passage_id) WHERE NOT outranked;
CREATE INDEX claims_by_report ON claims (report_id);
CREATE TABLE vectors (
    report_id INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE,
    encoder TEXT NOT NULL,
    block BLOB NOT NULL,        -- float16, little-endian, passages in order of their ids
    outdated INTEGER NOT NULL DEFAULT 0,    -- the report has another title or country now
    PRIMARY KEY (report_id, encoder)
) STRICT;
CREATE TABLE token_vectors (
    passage_id INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    encoder TEXT NOT NULL,
    block BLOB NOT NULL,        -- as token_vectors.py packs them
    PRIMARY KEY (passage_id, encoder)
) STRICT;
CREATE TABLE sentence_vectors (
    passage_id INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    encoder TEXT NOT NULL,
    bounds TEXT NOT NULL,       -- a JSON list of the characters at which sentences end
    block BLOB NOT NULL,        -- as token_vectors.py packs them
    PRIMARY KEY (passage_id, encoder)
) STRICT;
CREATE VIRTUAL TABLE full_text USING fts5 (plain, stems, tokenize = "ascii tokenchars '_'");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (full_text, 'row');
CREATE TABLE problems (
    file TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    fault TEXT NOT NULL DEFAULT 'damaged'
) WITHOUT ROWID, STRICT;
"""

STEPS = {
    1: """
ALTER TABLE reports ADD COLUMN format TEXT NOT NULL DEFAULT 'PDF';
ALTER TABLE pages ADD COLUMN ocr INTEGER NOT NULL DEFAULT 0;
ALTER TABLE passages ADD COLUMN role TEXT NOT NULL DEFAULT 'body';
ALTER TABLE passages ADD COLUMN ranked INTEGER NOT NULL DEFAULT 1;
ALTER TABLE passages ADD COLUMN headings TEXT NOT NULL DEFAULT '[]';
ALTER TABLE problems ADD COLUMN fault TEXT NOT NULL DEFAULT 'damaged';
DROP INDEX claims_by_value;
DROP INDEX claims_by_report;
ALTER TABLE claims RENAME TO old_claims;
CREATE TABLE claims (
    report_id INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE,
    passage_id INTEGER REFERENCES passages ON DELETE CASCADE,  -- NULL: the report as a whole
    facet TEXT NOT NULL,
    value TEXT NOT NULL,
    origin TEXT NOT NULL,
    page INTEGER,               -- the evidence, where it is words of a page
    start INTEGER,
    stop INTEGER,
    basis TEXT NOT NULL DEFAULT '',
    outranked INTEGER NOT NULL DEFAULT 0,   -- a guess where a person has spoken
    UNIQUE (passage_id, facet, value, origin)
) STRICT;
CREATE INDEX claims_by_value ON claims (facet, value, passage_id) WHERE NOT outranked;
CREATE INDEX claims_by_report ON claims (report_id);
INSERT INTO claims (report_id, passage_id, facet, value, origin)
    SELECT report_id, passage_id, facet, value, origin FROM old_claims ORDER BY rowid;
DROP TABLE old_claims;
""",
    2: """
ALTER TABLE claims ADD COLUMN probability REAL;
""",
    3: """
CREATE TABLE token_vectors (
    passage_id INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    encoder TEXT NOT NULL,
    block BLOB NOT NULL,
    PRIMARY KEY (passage_id, encoder)
) STRICT;
""",
    4: """
ALTER TABLE vectors ADD COLUMN outdated INTEGER NOT NULL DEFAULT 0;
CREATE TABLE sentence_vectors (
    passage_id INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    encoder TEXT NOT NULL,
    bounds TEXT NOT NULL,       -- a JSON list of the characters at which sentences end
    block BLOB NOT NULL,        -- as token_vectors.py packs them
    PRIMARY KEY (passage_id, encoder)
) STRICT;
CREATE VIRTUAL TABLE full_text USING fts5 (plain, stems, tokenize = "ascii tokenchars '_'");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (full_text, 'row');
""",
}
"""From each version to the next. What a step leaves at its default, the next run reads anew."""
