import Cluster
import Testing

struct LimiterTests {
    @Test func `a complaint halves the room, and one second's complaints count once`() {
        var limiter = Limiter(limitMax: 16)
        limiter.complain(now: Moment(milliseconds: 0))
        #expect(limiter.current == 8)
        limiter.complain(now: Moment(milliseconds: 999))
        #expect(limiter.current == 8)
        limiter.complain(now: Moment(milliseconds: 1_000))
        #expect(limiter.current == 4)
    }

    @Test func `a window that goes well gives one more, and never more than the limit`() {
        var limiter = Limiter(limitMax: 5)
        limiter.complain(now: Moment(milliseconds: 0))
        #expect(limiter.current == 2)
        for _ in 0..<3 {
            limiter.start()
            limiter.finish()
        }
        #expect(limiter.current == 3)
        for _ in 0..<100 {
            limiter.start()
            limiter.finish()
        }
        #expect(limiter.current == 5)
    }

    @Test func `room never goes below one request`() {
        var limiter = Limiter(limitMax: 1)
        for second in 0..<5 { limiter.complain(now: Moment(milliseconds: Int64(second) * 2_000)) }
        #expect(limiter.current == 1)
        #expect(limiter.hasRoom)
        limiter.start()
        #expect(!limiter.hasRoom)
    }
}
