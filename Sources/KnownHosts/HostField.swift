/// The field of a line that says which hosts it is for.
enum HostField: Sendable {
  case patterns(HostPatterns)
  case hashed(HashedName)

  init?(_ field: ArraySlice<UInt8>) {
    guard field.first == UInt8(ascii: "|") else {
      self = .patterns(HostPatterns(field))
      return
    }
    guard let name = HashedName(field) else { return nil }
    self = .hashed(name)
  }

  func match(_ name: HostName) -> Bool {
    switch self {
    case .patterns(let patterns): patterns.match(name)
    case .hashed(let hashed): hashed.match(name)
    }
  }
}
