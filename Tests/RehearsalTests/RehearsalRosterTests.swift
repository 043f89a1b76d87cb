import Bench
import Testing

@testable import Rehearsal

@Suite struct RehearsalRosterTests {
    private let roster = RehearsalRoster.roster(endpoint: "http://127.0.0.1:8700")

    @Test func `every model of the roster says that it is simulated`() {
        let models = roster.everyone
        #expect(models.count == 10)
        for model in models {
            #expect(model.isSimulated)
            #expect(model.id == "simulated/" + model.name)
            #expect(model.keyVariable == "GAPWATCH_REHEARSAL_KEY")
        }
    }

    @Test func `each vendor's endpoint is the address up to the vendor's own path`() {
        for model in roster.models {
            let path = [.openai, .openaiResponses].contains(model.vendor) ? "/v1" : ""
            #expect(model.endpoint == "http://127.0.0.1:8700" + path)
        }
    }

    @Test func `a rehearsal shows spend`() {
        let usage = Usage(inputFresh: 2_000_000, outputTotal: 1_000_000)
        for model in roster.models {
            // Two million in at 0.50 and one million out at 1.50 dollars a million.
            #expect(model.price?.nanodollars(for: usage) == 2_500_000_000)
        }
    }

    @Test func `a subject is found by its model's id, a real model never`() {
        #expect(RehearsalRoster.subject(of: "simulated/sim-faker")?.name == "sim-faker")
        #expect(RehearsalRoster.subject(of: "sim-faker") == nil)
        #expect(RehearsalRoster.subject(of: "simulated/sim-judge") == nil)
    }
}
