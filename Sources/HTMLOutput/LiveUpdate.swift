/// What the script of the page asks for again and again: the same as in the HTML, as data.
struct LiveUpdate {
    /// The snapshot's number.
    let generation: UInt64
    let host: HostLine
    /// `nil` if the asker has this generation, and needs to know only how old it is.
    let rows: [GuestRow]?

    var json: String {
        let (generation, age) = (String(generation), JSONText.number(host.age))
        guard let rows else { return JSONText.object(["generation": generation, "age": age]) }
        return JSONText.object([
            "generation": generation, "age": age, "host": Self.json(host),
            "guests": JSONText.array(rows.lazy.map(Self.json)),
        ])
    }

    private static func json(_ host: HostLine) -> String {
        JSONText.object([
            "name": JSONText.string(host.name), "status": JSONText.string(host.status),
            "tone": JSONText.string(host.tone.rawValue),
            "facts": JSONText.array(
                host.facts.map {
                    JSONText.object(["term": JSONText.string($0.term), "text": JSONText.string($0.text)])
                }),
            "problems": JSONText.array(host.problems.map(JSONText.string)),
        ])
    }

    /// A guest: of each column its text or the code of its sparkline, and what it is sorted by; of each sparkline its
    /// peak.
    private static func json(_ row: GuestRow) -> String {
        var cells: [String] = []
        var peaks: [String] = []
        for cell in row.cells {
            switch cell.content {
            case .text(let text): cells.append(JSONText.string(text))
            case .line(let line, let peak):
                cells.append(JSONText.string(line.code))
                peaks.append(JSONText.string(peak))
            }
        }
        let marks = row.marks.map {
            JSONText.object(["text": JSONText.string($0.text), "note": JSONText.string($0.note)])
        }
        return JSONText.object([
            "id": JSONText.string(row.id), "name": JSONText.string(row.name), "state": JSONText.string(row.state),
            "tone": JSONText.string(row.tone.rawValue), "marks": JSONText.array(marks),
            "cells": JSONText.array(cells), "keys": JSONText.array(row.cells.map { JSONText.number($0.key) }),
            "peaks": JSONText.array(peaks),
        ])
    }
}
