/// A fault that ends a command: one sentence for the person at the terminal.
struct CommandError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
