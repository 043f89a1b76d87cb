import ArgumentParser
import Bench
import Foundation
import Packs
import Store
import Transfers

/// The command `gapwatch doctor`.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check keys, endpoints, clock, disk and versions.",
        discussion: "Spends nothing: endpoints are reached without a key and without a question."
    )

    @Option(
        name: .customLong("models"),
        help: ArgumentHelp("A roster; the vendors' own addresses by default.", valueName: "roster")
    )
    var roster: String?

    @OptionGroup var keyOptions: KeyOptions

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    private struct Finding {
        var isGood: Bool
        var subject: String
        var words: String
    }

    func run() async throws {
        let keys = try keyOptions.keys()
        var findings = [version()]
        findings += try await vendors(keys)
        findings.append(disk())
        findings.append(books())
        findings.append(clock())
        if output.json {
            Output.print([
                "findings": .array(
                    findings.map {
                        [
                            "good": .bool($0.isGood), "subject": JSON($0.subject),
                            "words": JSON($0.words),
                        ]
                    }
                )
            ])
        } else {
            for finding in findings {
                Output.print("\(finding.isGood ? "✓" : "✗") \(finding.subject): \(finding.words)")
            }
        }
        if findings.contains(where: { !$0.isGood }) { throw ExitCode.failure }
    }

    private func version() -> Finding {
        Finding(isGood: true, subject: "gapwatch", words: "\(Version.number), \(Transfers.version)")
    }

    private func vendors(_ keys: Keys) async throws -> [Finding] {
        let models: [Model]
        if let roster {
            models = try Packs.roster(at: roster).everyone
        } else {
            models = Vendor.allCases.compactMap { vendor in
                guard let endpoint = vendor.endpoint, vendor != .openaiResponses else {
                    return nil
                }
                return Model(
                    id: vendor.rawValue,
                    vendor: vendor,
                    endpoint: endpoint,
                    name: "",
                    keyVariable: vendor.keyVariable
                )
            }
        }
        let transfers = try Transfers(configuration: .init(userAgent: Version.software))
        defer { transfers.shutdown() }
        var findings: [Finding] = []
        var reached: [String: Finding] = [:]
        for model in models {
            if let variable = model.keyVariable {
                let isSet = keys[variable] != nil
                findings.append(
                    Finding(
                        isGood: isSet,
                        subject: model.id,
                        words: isSet ? "\(variable) is set" : "\(variable) is not set"
                    )
                )
            }
            guard reached[model.endpoint] == nil else { continue }
            let finding = await reach(model.endpoint, transfers)
            reached[model.endpoint] = finding
            findings.append(finding)
        }
        return findings
    }

    private func reach(_ endpoint: String, _ transfers: Transfers) async -> Finding {
        do throws(TransferError) {
            let response = try await transfers.send(
                TransferRequest(
                    method: "GET",
                    url: endpoint,
                    limits: .init(connectMilliseconds: 5_000, totalMilliseconds: 8_000)
                )
            )
            return Finding(
                isGood: true,
                subject: endpoint,
                words: "answers in \(response.durationMilliseconds) ms over HTTP/"
                    + "\(response.httpVersion) (status \(response.status) without a key is fine)"
            )
        } catch {
            return Finding(isGood: false, subject: endpoint, words: "\(error)")
        }
    }

    /// The free space that a store should have, in bytes.
    private static let freeBytesMin = 1 << 30

    private func disk() -> Finding {
        let path = store.resolved
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        var info = statvfs()
        guard statvfs(folder.isEmpty ? "/" : folder, &info) == 0 else {
            return Finding(isGood: false, subject: "disk", words: "there is no folder \(folder)")
        }
        let free = Int(info.f_bavail) * Int(info.f_frsize)
        let canWrite = access(folder.isEmpty ? "/" : folder, W_OK) == 0
        return Finding(
            isGood: free >= Self.freeBytesMin && canWrite,
            subject: "disk",
            words: "\(free >> 20) MiB free for \(path)"
                + (canWrite ? "" : ", which cannot be written to")
        )
    }

    private func books() -> Finding {
        let path = store.resolved
        guard access(path, F_OK) == 0 else {
            return Finding(isGood: true, subject: "store", words: "\(path) does not exist yet")
        }
        do throws(StoreError) {
            let store = try Store.openForReading(at: path)
            let runs = try store.runs()
            return Finding(
                isGood: true,
                subject: "store",
                words: "\(path) has \(runs.count) runs"
            )
        } catch { return Finding(isGood: false, subject: "store", words: "\(error)") }
    }

    private func clock() -> Finding {
        // Before this program was written no clock was right.
        let isGood = Clocks.wallMilliseconds() > 1_760_000_000_000
        return Finding(
            isGood: isGood,
            subject: "clock",
            words: isGood ? "plausible" : "wrong: it is before this program was written"
        )
    }
}
