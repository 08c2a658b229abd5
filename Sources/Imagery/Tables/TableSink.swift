internal import AerialCore

/// A table being written, whatever its format.
protocol TableSink: AnyObject {
    /// - Parameters:
    ///   - values: one a column, in the columns' order.
    ///   - bounds: the row's square in the table's coordinate reference system; `nil` for rows without a place.
    func write(_ values: [FieldValue?], bounds: MapBounds?) throws
    /// Writes what is left. Errors that show only now are thrown.
    func close() throws
}
