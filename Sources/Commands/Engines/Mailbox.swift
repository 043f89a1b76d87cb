import Cluster
import Glibc

/// Events from any thread to the one thread that owns a state machine.
///
/// Its bound is kept by those who send: connections stop reading while too much of theirs waits,
/// and a worker has no more requests in flight than it has slots.
final class Mailbox<Event: Sendable>: @unchecked Sendable {
    // Unchecked: `events` is touched under `mutex` alone. Allocated by hand, since a pthread
    // mutex must not move.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var events: [Event] = []

    init() {
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func put(_ event: Event) {
        pthread_mutex_lock(mutex)
        events.append(event)
        let isFirst = events.count == 1
        pthread_mutex_unlock(mutex)
        if isFirst { pthread_cond_signal(condition) }
    }

    /// Everything that has come, in order; waits for something until that moment.
    func take(until moment: Moment) -> [Event] {
        var time = timespec(
            tv_sec: Int(moment.milliseconds / 1000),
            tv_nsec: Int(moment.milliseconds % 1000) * 1_000_000
        )
        pthread_mutex_lock(mutex)
        while events.isEmpty {
            if pthread_cond_timedwait(condition, mutex, &time) != 0 { break }
        }
        var taken: [Event] = []
        swap(&taken, &events)
        pthread_mutex_unlock(mutex)
        return taken
    }
}

/// A thread that runs one closure and can be waited for.
enum EngineThread {
    private final class Work: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a thread; false where the system has none left.
    static func start(_ run: @escaping @Sendable () -> Void) -> Bool {
        // Retained for the thread, which takes it over as its first act.
        let box = Unmanaged.passRetained(Work(run))
        var handle = pthread_t()
        let status = pthread_create(
            &handle,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            box.toOpaque()
        )
        guard status == 0 else {
            box.release()
            return false
        }
        pthread_detach(handle)
        return true
    }
}

/// The clocks, read at the door.
enum Clocks {
    /// Time that never goes back, and goes on while the machine sleeps: what was lent for ten seconds
    /// is over after a night, too.
    static func now() -> Moment { Moment(milliseconds: read(CLOCK_BOOTTIME)) }

    /// Wall time in milliseconds since 1970.
    static func wallMilliseconds() -> Int64 { read(CLOCK_REALTIME) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
