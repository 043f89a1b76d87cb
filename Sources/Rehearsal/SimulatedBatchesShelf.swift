import Bench

/// The batches and files that are held, oldest first.
struct BatchShelf: Sendable {
    struct File: Sendable {
        var id: String
        var bytes: [UInt8]
        var isUsed = false
    }

    private var jobs: [BatchJob] = []
    private var files: [File] = []
    private(set) var byteCount = 0
    /// Batches and files that came so far.
    private(set) var serial = 0

    /// The batches that are held, at most.
    static let jobsMax = 1_000
    /// The files that are held, at most.
    static let filesMax = 1_000
    /// The bytes that are held, at most, and the bytes of a request.
    static let bytesMax = 64 << 20

    /// A number that no other batch or file has.
    mutating func number() -> Int {
        serial += 1
        return serial
    }

    /// False where there is no room, even without what is done with.
    mutating func add(_ job: BatchJob) -> Bool {
        makeRoom(for: job.byteCount, jobs: 1)
        guard jobs.count < Self.jobsMax, byteCount + job.byteCount <= Self.bytesMax else {
            return false
        }
        jobs.append(job)
        byteCount += job.byteCount
        return true
    }

    /// False where there is no room, even without what is done with.
    mutating func add(_ file: File) -> Bool {
        makeRoom(for: file.bytes.count, files: 1)
        guard files.count < Self.filesMax, byteCount + file.bytes.count <= Self.bytesMax else {
            return false
        }
        files.append(file)
        byteCount += file.bytes.count
        return true
    }

    /// Drops files that a batch was made of, then batches that ended, oldest first.
    private mutating func makeRoom(for bytes: Int, jobs newJobs: Int = 0, files newFiles: Int = 0) {
        while byteCount + bytes > Self.bytesMax || files.count + newFiles > Self.filesMax {
            guard let index = files.firstIndex(where: \.isUsed) else { break }
            byteCount -= files.remove(at: index).bytes.count
        }
        while byteCount + bytes > Self.bytesMax || jobs.count + newJobs > Self.jobsMax {
            guard let index = jobs.firstIndex(where: { $0.endedAt != nil }) else { break }
            byteCount -= jobs.remove(at: index).byteCount
        }
    }

    /// The batch as one more poll finds it.
    mutating func poll(_ id: String, _ dialect: BatchJob.Dialect, at now: Int64) -> BatchJob? {
        guard let index = index(id, dialect) else { return nil }
        jobs[index].poll(at: now)
        return jobs[index]
    }

    func job(_ id: String, _ dialect: BatchJob.Dialect) -> BatchJob? {
        index(id, dialect).map { jobs[$0] }
    }

    private func index(_ id: String, _ dialect: BatchJob.Dialect) -> Int? {
        jobs.firstIndex { $0.id == id && $0.order.dialect == dialect }
    }

    /// The vendor's batches, newest first.
    func jobs(_ dialect: BatchJob.Dialect) -> [BatchJob] {
        jobs.reversed().filter { $0.order.dialect == dialect }
    }

    /// The bytes of a file that was sent.
    func file(_ id: String) -> [UInt8]? { files.first { $0.id == id }?.bytes }

    /// From now on the file may go when room is needed.
    mutating func use(_ id: String) {
        if let index = files.firstIndex(where: { $0.id == id }) { files[index].isUsed = true }
    }

    /// The batch that wrote a file, and which of its files that is.
    func writer(of file: String) -> (job: BatchJob, part: BatchJob.Part)? {
        for job in jobs {
            if job.outputFile == file { return (job, .output) }
            if job.errorFile == file { return (job, .errors) }
        }
        return nil
    }
}
