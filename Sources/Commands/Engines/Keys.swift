import Bench
import Cluster
import Glibc
import Transfers
import Vendors

/// The vendor keys of this process, by the variables that hold them.
///
/// They are read here, put into a request's header, and go nowhere else.
struct Keys: Sendable {
    private let values: [String: String]

    subscript(_ variable: String) -> String? { values[variable] }

    /// The variables that hold something.
    var variables: [String] { values.keys.sorted() }

    /// The environment, and a file of `NAME=value` lines where one is named.
    ///
    /// The file wins.
    init(environment: [String: String], file: String?) throws(CommandError) {
        var values = environment.filter { !$0.value.isEmpty }
        if let file {
            for (index, line) in try Files.text(at: file).split(
                separator: "\n",
                omittingEmptySubsequences: false
            ).enumerated() {
                let line = line.filter { $0 != "\r" }
                if line.allSatisfy(\.isWhitespace) || line.hasPrefix("#") { continue }
                guard let equals = line.firstIndex(of: "="), equals != line.startIndex else {
                    throw CommandError("\(file):\(index + 1): NAME=value is needed")
                }
                values[String(line[..<equals])] = String(line[line.index(after: equals)...])
            }
        }
        self.values = values
    }
}

extension Keys {
    /// A request's headers with its key, where its model has one.
    func headers(of request: VendorRequest, to model: Model) -> [TransferHeader] {
        let headers = request.headers.map { TransferHeader($0.name, $0.value) }
        guard let variable = model.keyVariable, let key = self[variable] else { return headers }
        if let signing = request.signing {
            return headers
                + AmazonKeys(variable: variable, secret: key, keys: self)
                .headers(for: request, signing)
        }
        guard let header = request.keyHeader else { return headers }
        return headers + [TransferHeader(header.name, header.prefix + key)]
    }
}
