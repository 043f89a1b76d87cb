import Bench
import TestSupport
import Testing

@testable import Packs

struct DiskTests {
    let draft: Draft

    init() throws { draft = try Draft() }

    @Test func `a file has as many bytes as are allowed, and not one more`() throws {
        let file = try draft.write([UInt8](repeating: 0x61, count: 1 << 20), to: "t")
        #expect(try Disk.text(at: file, bytesMax: 1 << 20).utf8.count == 1 << 20)
        let error = try #require(throws: PackError.self) {
            try Disk.text(at: file, bytesMax: 1 << 20 - 1)
        }
        #expect("\(error)".hasPrefix("\(file): is larger than"))
    }

    @Test func `a device without an end is too large, and not read for ever`() throws {
        let error = try #require(throws: PackError.self) {
            try Disk.text(at: "/dev/zero", bytesMax: 1 << 20)
        }
        #expect("\(error)" == "/dev/zero: is larger than 1 MiB")
    }

    @Test func `bytes that are no UTF-8 are named by their line`() throws {
        let file = try draft.write(Array("a\nb\n".utf8) + [0x63, 0xe9, 0x0a], to: "t")
        let error = try #require(throws: PackError.self) { try Disk.text(at: file, bytesMax: 99) }
        #expect("\(error)" == "\(file):3: is not UTF-8: save the file with that encoding")
    }

    @Test func `a byte-order mark is no part of the text`() throws {
        let file = try draft.write([0xef, 0xbb, 0xbf, 0x61], to: "t")
        #expect(Array(try Disk.text(at: file, bytesMax: 99).utf8) == [0x61])
    }

    @Test func `a folder and nothing at all are told apart`() throws {
        let folder = try #require(throws: PackError.self) {
            try Disk.text(at: draft.folder.path, bytesMax: 99)
        }
        #expect("\(folder)".hasSuffix("is a folder, and a file is needed"))
        let none = try #require(throws: PackError.self) {
            try Disk.text(at: draft.folder.path + "/none", bytesMax: 99)
        }
        #expect("\(none)".hasSuffix("there is no such file"))
    }
}
