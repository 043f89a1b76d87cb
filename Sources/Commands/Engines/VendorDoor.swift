import Asking
import Bench
import Cluster
import Transfers
import Vendors

/// The way to the vendors: keys go into requests here and nowhere else.
struct VendorDoor: Sendable {
    let transfers: Transfers
    let keys: Keys
    /// How long one attempt may take.
    var limits = TransferLimits()
    /// Who answers for planted subjects; nil where nobody does.
    var planted: PlantedVendors?

    typealias Answer = Result<VendorResponse, Asking.NoResponse>

    /// Makes one request; `then` is called once, with what came and how long it took.
    func send(
        _ request: VendorRequest,
        to model: Model,
        limits: TransferLimits? = nil,
        then: @escaping @Sendable (Answer, _ milliseconds: Int) -> Void
    ) {
        let startedAt = Clocks.now()
        let key = model.keyVariable.flatMap { keys[$0] }
        let transfer = TransferRequest(
            method: request.method.rawValue,
            url: request.url,
            headers: signed(request, model),
            body: request.body,
            limits: limits ?? self.limits
        )
        let transfers = transfers
        let start: @Sendable (TransferRequest) -> Void = { transfer in
            transfers.start(transfer) { result in
                then(Self.answer(result, without: key), Clocks.now() - startedAt)
            }
        }
        guard model.isPlanted, let planted else { return start(transfer) }
        planted.redirect(transfer) { local in
            guard let local else {
                let text = "the worker's own planted subjects do not answer"
                return then(.failure(.init(message: text, isUnreachable: true)), 0)
            }
            start(local)
        }
    }

    /// Makes one request and waits for it.
    func send(_ request: VendorRequest, to model: Model) async -> (Answer, milliseconds: Int) {
        await withCheckedContinuation { continuation in
            send(request, to: model) { continuation.resume(returning: ($0, $1)) }
        }
    }

    private func signed(_ request: VendorRequest, _ model: Model) -> [TransferHeader] {
        let headers = request.headers.map { TransferHeader($0.name, $0.value) }
        guard let variable = model.keyVariable, let key = keys[variable] else { return headers }
        if let signing = request.signing {
            return headers
                + AmazonKeys(variable: variable, secret: key, keys: keys)
                .headers(for: request, signing)
        }
        guard let header = request.keyHeader else { return headers }
        return headers + [TransferHeader(header.name, header.prefix + key)]
    }

    /// Shorter keys are words that may stand in any reply.
    private static let keyBytesMin = 8

    /// The answer; a key that a server repeats goes no further.
    private static func answer(
        _ result: Result<TransferResponse, TransferError>,
        without key: String?
    ) -> Answer {
        let key = key.flatMap { $0.utf8.count >= keyBytesMin ? $0 : nil }
        return switch result {
        case .success(let response):
            .success(
                VendorResponse(
                    status: response.status,
                    headers: response.headers.map { header in
                        VendorHeader(
                            header.name,
                            key.map { header.value.replacing($0, with: Redaction.mark) }
                                ?? header.value
                        )
                    },
                    body: key.map { response.body.replacing(Array($0.utf8), with: mark) }
                        ?? response.body
                )
            )
        case .failure(let error):
            .failure(
                .init(
                    message: "\(error)",
                    isUnreachable: error.isUnreachable,
                    isFinal: error.isFinal
                )
            )
        }
    }

    private static let mark = Array(Redaction.mark.utf8)
}
