import Transaction

extension Shipment {
  /// All that would be sent, at once.
  var whole: [UInt8] {
    get throws {
      var parcels = parcels()
      var whole: [UInt8] = []
      while let parcel = try parcels.next() { whole += parcel }
      return whole
    }
  }
}
