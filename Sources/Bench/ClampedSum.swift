extension Int64 {
    /// The sum, or the nearest number where it does not fit: what others send must not stop a count.
    package func clampedSum(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }
}
