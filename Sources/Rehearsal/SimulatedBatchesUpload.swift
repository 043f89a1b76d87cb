import Bench

/// A file sent as `multipart/form-data`.
struct BatchUpload: Equatable {
    var purpose: String
    var name: String
    var bytes: [UInt8]

    /// Nil where the body is no form with a purpose and a file.
    init?(contentType: String, body: [UInt8]) {
        guard let boundary = Self.boundary(contentType) else { return nil }
        let delimiter = Array("\r\n--\(boundary)".utf8)
        // The first boundary has no line before it.
        let body = [0x0D, 0x0A] + body
        var purpose: String?
        var file: (name: String, bytes: [UInt8])?
        var start = Self.position(of: delimiter, in: body, from: 0)
        while let found = start {
            let head = found + delimiter.count
            if body[head...].starts(with: Array("--".utf8)) { break }
            guard body[head...].starts(with: [0x0D, 0x0A]),
                let next = Self.position(of: delimiter, in: body, from: head),
                let blank = Self.position(of: Self.blankLine, in: body, from: head), blank < next
            else { return nil }
            let content = Array(body[min(blank + 4, next)..<next])
            let fields = Self.disposition(String(decoding: body[head..<blank], as: UTF8.self))
            switch fields.name {
            case "purpose": purpose = String(decoding: content, as: UTF8.self)
            case "file": file = (fields.file ?? "file", content)
            default: break
            }
            start = next
        }
        guard start != nil, let purpose, let file else { return nil }
        self.purpose = purpose
        name = file.name
        bytes = file.bytes
    }

    private static let blankLine = Array("\r\n\r\n".utf8)

    private static func boundary(_ contentType: String) -> String? {
        guard contentType.lowercased().hasPrefix("multipart/form-data") else { return nil }
        return value("boundary", in: contentType)
    }

    /// The value of a parameter in a header's line, without its quotes.
    private static func value(_ name: String, in line: String) -> String? {
        for field in line.split(separator: ";") {
            let field = field.drop { $0 == " " }
            guard field.lowercased().hasPrefix(name + "=") else { continue }
            let value = field.dropFirst(name.count + 1).filter { $0 != "\"" }
            return value.isEmpty ? nil : String(value)
        }
        return nil
    }

    private static func disposition(_ head: String) -> (name: String?, file: String?) {
        let lines = head.split(whereSeparator: \.isNewline)
        guard
            let line = lines.first(where: { $0.lowercased().hasPrefix("content-disposition:") })
        else { return (nil, nil) }
        return (value("name", in: String(line)), value("filename", in: String(line)))
    }

    private static func position(of needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard let first = needle.first, bytes.count >= needle.count else { return nil }
        // Sixty-four megabytes are searched: no bounds checks for each byte.
        return bytes.withUnsafeBufferPointer { bytes in
            var index = start
            let last = bytes.count - needle.count
            while index <= last {
                if bytes[index] == first,
                    bytes[index..<(index + needle.count)].elementsEqual(needle)
                {
                    return index
                }
                index += 1
            }
            return nil
        }
    }
}

/// OpenAI's input file, read.
struct BatchLines {
    private(set) var items: [BatchItem] = []
    private(set) var faults: [BatchFault] = []
    /// The one model that all lines ask.
    private(set) var model = ""

    /// Faults that are told of a file, at most.
    static let faultsMax = 50

    init(_ bytes: [UInt8], endpoint: String) {
        let format: WireFormat = endpoint == "/v1/responses" ? .responses : .chat
        var seen: Set<String> = []
        var number = 0
        for line in bytes.split(separator: 0x0A) {
            number += 1
            if number > BatchJob.itemsMax {
                fail("too_many_tasks", nil, "more than \(BatchJob.itemsMax) requests")
                return
            }
            guard faults.count < Self.faultsMax else { return }
            guard let json = try? JSON(parsing: line, rules: .vendor), json.object != nil else {
                fail("invalid_json_line", number, "this line is no JSON object")
                continue
            }
            guard let id = json["custom_id"]?.string, let body = json["body"],
                json["method"]?.string == "POST"
            else {
                fail("invalid_request", number, "custom_id, method POST and body are needed")
                continue
            }
            guard json["url"]?.string == endpoint else {
                fail("mismatched_url", number, "the url is not the batch's endpoint")
                continue
            }
            guard seen.insert(id).inserted else {
                fail("duplicate_custom_id", number, "another line has this custom_id")
                continue
            }
            let name = body["model"]?.string ?? ""
            if model.isEmpty { model = name }
            guard name == model else {
                fail("mismatched_model", number, "another line asks another model")
                continue
            }
            items.append(BatchItem(customID: id, format, body: body))
        }
        if number == 0 { fail("empty_file", nil, "the file holds no request") }
    }

    private mutating func fail(_ code: String, _ line: Int?, _ message: String) {
        faults.append(BatchFault(code: code, line: line, message: message))
    }
}
