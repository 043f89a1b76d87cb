import Testing

@testable import Gaps

/// Golden cases `rogan_gladen_*` (closed form) and `lee_judge_ci` (calibration.py of
/// LLM-judge-reporting, arXiv:2511.21140).
struct RoganGladenTests {
    private func judged(_ rate: Double) -> RoganGladen {
        RoganGladen(
            rate: rate,
            samples: 400,
            sensitivity: (0.92, 100),
            specificity: (0.96, 150)
        )
    }

    @Test func `a judged rate is corrected with its error`() {
        #expect(isClose(judged(0.14).estimate, 0.11363636363636376))
        #expect(isClose(judged(0.14).variance.squareRoot(), 0.025703633613899518))
    }

    @Test func `a rate below the judge's false alarms comes out below zero`() {
        #expect(isClose(judged(0.02).estimate, -0.02272727272727275))
        #expect(isClose(judged(0.02).variance.squareRoot(), 0.020237126058016263))
    }

    @Test func `the smoothed interval is that of Lee and others`() {
        let bounds = judged(0.14).smoothedBounds()
        #expect(isClose(bounds.lower, 0.05848602427435112))
        #expect(isClose(bounds.upper, 0.16388744042327757))
    }

    @Test func `a perfect judge corrects nothing`() {
        let perfect = RoganGladen(
            rate: 0.3,
            samples: 100,
            sensitivity: (1, 50),
            specificity: (1, 50)
        )
        #expect(isClose(perfect.estimate, 0.3))
        #expect(isClose(perfect.variance, 0.0021))
    }
}
