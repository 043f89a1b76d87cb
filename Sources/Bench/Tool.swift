/// A tool that a model may call; nothing runs it, the choice is what counts.
public struct Tool: Sendable, Hashable {
    /// The name, as in `send_reply`.
    public var name: String
    /// What it does, for the model.
    public var about: String

    package init(name: String, about: String) {
        self.name = name
        self.about = about
    }

    /// The bytes that it takes in a request, at most.
    package var bytesMax: Int { name.utf8.count + about.utf8.count + 256 }

    /// The schema of every tool's arguments: one text, so that nothing but the choice differs.
    public static let parameters: JSON = [
        "type": "object", "properties": ["note": ["type": "string"]], "required": ["note"],
    ]
}
