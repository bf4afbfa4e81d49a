import HTTPServer
import Testing

@Suite struct AcceptFieldTests {
    @Test(arguments: [
        ("", [0]), ("a", [1000]), ("a;q=0", [0]), ("a;q=1", [1000]), ("a;q=1.000", [1000]), ("a;q=0.5", [500]),
        ("a;q=0.123", [123]), ("a; Q=0.05", [50]), ("a;q=0.", [0]), ("a ; q=.5", []), ("a;q=1.001", []), ("a;q=2", []),
        ("a;q=-1", []), ("a;q=", []), ("a;q=x", []), ("a;q=0.1234", []), ("a;q=1,b;q=0.2", [1000, 200]), ("a;q", []),
        ("a;q=NaN, b", [1000]), (",, a ,", [1000]), ("\t a\t;\tq=0.3 ", [300]), ("a b", []), (";q=1", []),
        ("a;q=0.\u{0663}", []),
    ])
    func weights(field: String, expected: [Int]) {
        #expect(AcceptField(field).items.map(\.weight) == (field.isEmpty ? [] : expected))
    }

    @Test(arguments: [
        ("a/b;version=1.0.0;q=0.5", ["version": "1.0.0"]), ("a/b; Version=\"1.0.0\"", ["version": "1.0.0"]),
        ("a/b;x=\"a,b;c\";q=0.1", ["x": "a,b;c"]), ("a/b;x=\"q\\\"uo\\\\te\"", ["x": "q\"uo\\te"]), ("a/b;;", [:]),
        ("a/b;x=\"open", ["x": "\"open"]), ("A/B;x=Y", ["x": "Y"]), ("a/b;x=\"", ["x": "\""]),
    ])
    func parameters(field: String, expected: [String: String]) {
        let items = AcceptField(field).items
        #expect(items.map(\.value) == ["a/b"])
        #expect(items.map(\.parameters) == [expected])
    }

    @Test func anAbsentFieldListsNothing() {
        #expect(AcceptField(nil).items.isEmpty)
    }

    @Test(arguments: [
        (nil, false), ("", false), ("gzip", true), ("GZIP", true), ("x-gzip", true), ("gzip;q=0", false),
        ("gzip;q=0.001", true), ("gzip;q=junk", false), ("deflate, gzip", true), ("deflate, br, zstd", false),
        ("*", true), ("*;q=0", false), ("*;q=0, gzip", true), ("*, gzip;q=0", false), ("identity", false),
        ("identity, gzip", true), ("identity;q=1, gzip;q=0.5", false), ("identity;q=0.5, gzip;q=1", true),
        ("identity;q=0", false), ("identity;q=0, *;q=0", false), ("identity;q=0, *", true), ("gzipped", false),
        ("gzip;q=1.0, identity; q=0.5, *;q=0", true), ("deflate;q=1, *;q=0.5", true),
    ])
    func coding(field: String?, isGzip: Bool) {
        #expect(ContentCoding(accepting: AcceptField(field)) == (isGzip ? .gzip : .identity))
    }
}
