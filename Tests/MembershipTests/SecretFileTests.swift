import Foundation
import Glibc
import Testing

@testable import Membership

/// A fresh folder for one test, gone after it.
final class Folder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("membership-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }
    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }
}

struct SecretFileTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    func mode(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    @Test func `bytes read back, from a file that only its owner may read`() throws {
        let path = folder.file("member.key")
        for bytes in [[UInt8]("a secret".utf8), [], [UInt8](repeating: 7, count: 65_536)] {
            try SecretFile.write(bytes, to: path)
            #expect(try SecretFile.read(path) == bytes)
            #expect(mode(path) == 0o600)
        }
        #expect(try folder.names == ["member.key"])
    }

    @Test func `a file that was open to all is closed by writing it`() throws {
        let path = folder.file("member.key")
        #expect(FileManager.default.createFile(atPath: path, contents: Data("old".utf8)))
        chmod(path, 0o666)
        try SecretFile.write([1], to: path)
        #expect(mode(path) == 0o600)
    }

    @Test(arguments: [0o640, 0o620, 0o610, 0o604, 0o602, 0o601, 0o666, 0o440] as [mode_t])
    func `a file that others may touch is not read, and the error says how to mend it`(
        mode: mode_t
    ) throws {
        let path = folder.file("member.key")
        try SecretFile.write([1], to: path)
        chmod(path, mode)
        let expected = MembershipError.openToOthers(path: path, mode: mode)
        #expect(throws: expected) { try SecretFile.read(path) }
        #expect(expected.description.contains("`chmod 600 \(path)`"))
        chmod(path, 0o600)
        #expect(try SecretFile.read(path) == [1])
    }

    @Test func `a link where the temporary file would be is not followed`() throws {
        let (path, temporary) = (folder.file("member.key"), folder.file("temporary"))
        let victim = folder.file("victim")
        for target in [victim, folder.file("nowhere")] {
            #expect(FileManager.default.createFile(atPath: victim, contents: Data("mine".utf8)))
            #expect(symlink(target, temporary) == 0)
            #expect(throws: MembershipError.file(path: temporary, detail: "File exists")) {
                try SecretFile.write([1], to: path, through: temporary)
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: victim)) == Data("mine".utf8))
            #expect(try folder.names == ["temporary", "victim"])
            unlink(temporary)
        }
    }

    @Test func `a link at the path is replaced and what it leads to stays`() throws {
        let (path, victim) = (folder.file("member.key"), folder.file("victim"))
        #expect(FileManager.default.createFile(atPath: victim, contents: Data("mine".utf8)))
        #expect(symlink(victim, path) == 0)
        try SecretFile.write([1], to: path)
        #expect(try SecretFile.read(path) == [1])
        #expect(try Data(contentsOf: URL(fileURLWithPath: victim)) == Data("mine".utf8))
    }

    @Test func `a failed write leaves nothing behind`() throws {
        let path = folder.file("taken")
        try FileManager.default.createDirectory(
            atPath: path + "/full",
            withIntermediateDirectories: true
        )
        #expect(throws: MembershipError.file(path: path, detail: "Is a directory")) {
            try SecretFile.write([1], to: path)
        }
        #expect(try folder.names == ["taken"])
        #expect(throws: MembershipError.self) {
            try SecretFile.write([1], to: folder.file("missing/member.key"))
        }
    }

    @Test func `what is missing, no regular file or too large is not read`() throws {
        let missing = MembershipError.file(
            path: folder.file("missing"),
            detail: "No such file or directory"
        )
        #expect(throws: missing) { try SecretFile.read(folder.file("missing")) }
        #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
        for path in [folder.path, folder.file("pipe")] {
            let expected = MembershipError.file(path: path, detail: "this is no regular file")
            #expect(throws: expected) { try SecretFile.read(path) }
        }
        let large = [UInt8](repeating: 0, count: 65_537)
        let expected = MembershipError.tooLarge(thing: "secret file", bytesMax: 65_536)
        #expect(throws: expected) { try SecretFile.write(large, to: folder.file("large")) }
        #expect(
            FileManager.default.createFile(atPath: folder.file("large"), contents: Data(large))
        )
        chmod(folder.file("large"), 0o600)
        #expect(throws: expected) { try SecretFile.read(folder.file("large")) }
    }
}
