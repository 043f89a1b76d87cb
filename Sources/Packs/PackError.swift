/// What is wrong in a file that a person wrote: where, what, and what to do.
public struct PackError: Error, Equatable, CustomStringConvertible {
    /// The file, as the user named it.
    public var file: String
    /// The line, from 1; nil where the fault is of the whole file.
    public var line: Int?
    /// The way to the field, as in `metrics[0].minuend`; empty where there is none.
    public var field: String
    /// What is wrong and what to do.
    public var fault: String

    package init(file: String, line: Int? = nil, field: String = "", fault: String) {
        self.file = file
        self.line = line
        self.field = field
        self.fault = fault
    }

    /// «pack.yaml:12: metrics[0].minuend: no arm is called …».
    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return field.isEmpty ? "\(place): \(fault)" : "\(place): \(field): \(fault)"
    }
}
