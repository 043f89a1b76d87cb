import Bench
import Testing

@testable import Packs

struct ObjectScannerTests {
    /// The texts of `keys` in a line; nil where the scanner leaves it to the parser.
    private func scan(_ line: String, _ keys: [String] = ["a", "b"]) -> [String]? {
        let bytes = Array(line.utf8)
        let buffer = bytes + Array(repeating: 0, count: ObjectScanner.padding)
        var values = Array(repeating: 0..<0, count: keys.count)
        let isPlain = buffer.withUnsafeBufferPointer { buffer in
            values.withUnsafeMutableBufferPointer { values in
                guard let base = buffer.baseAddress, let first = values.baseAddress else {
                    return false
                }
                return ObjectScanner(keys).scan(base, 0..<bytes.count, into: first)
            }
        }
        return isPlain ? values.map { String(decoding: bytes[$0], as: UTF8.self) } : nil
    }

    @Test func `values are found in any order, with any space`() {
        #expect(scan(#"{"a":"x","b":"y"}"#) == ["x", "y"])
        #expect(scan(#" { "z" : null , "b" : -1.5e+3 , "a" : "" }"# + "\r") == ["", "-1.5e+3"])
        #expect(scan(#"{"b":true,"a":0}"#) == ["0", "true"])
    }

    @Test(arguments: [
        #"{"a":"x"}"#, #"{"a":"x","b":"y","a":"z"}"#, #"{"a":"\u0078","b":"y"}"#,
        #"{"a":"ü","b":"y"}"#, #"{"a":{"b":1},"b":"y"}"#, #"{"a":[1],"b":"y"}"#,
        #"{"a":"x","b":"y""#, #"{"a":"x","b":"y"} x"#, #"{"a":"x" "b":"y"}"#, #"{"a":01,"b":"y"}"#,
        #"{"a":1.,"b":"y"}"#, #"{"a":tru,"b":"y"}"#, #"{"a":"x","b":"y",}"#, #"{"a":NaN,"b":1}"#,
        "{\"a\":\"x\u{1}\",\"b\":\"y\"}", "", "{", "[]", "null",
    ])
    func `what is not plain is left to the parser`(line: String) {
        #expect(scan(line) == nil)
    }

    /// Whatever the scanner accepts, the strict parser reads in the same way.
    @Test(arguments: 1...200)
    func `it never misreads a line`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "{", "}", "\"a\"", "\"b\"", ":", ",", "\"x y\"", "12", "-0.5", "true", " ", "null",
            "\"long text of more than eight bytes\"", "1e9", "\"\"",
        ]
        for _ in 0..<50 {
            var line = #"{"a":1,"b":"#
            if generator.below(2) == 0 {
                line += pieces[generator.below(pieces.count)] + "}"
            } else {
                line = (0..<9).map { _ in pieces[generator.below(pieces.count)] }.joined()
            }
            guard let found = scan(line) else { continue }
            guard let json = try? JSON(parsing: Array(line.utf8), rules: .file) else {
                Issue.record("seed \(seed): accepted \(line)")
                continue
            }
            for (key, value) in zip(["a", "b"], found) {
                let text =
                    json[key]?.string ?? String(decoding: json[key]?.bytes ?? [], as: UTF8.self)
                #expect(value == text || Double(value) == json[key]?.double, "\(line)")
            }
        }
    }
}
