internal import Glibc

/// The local user on whose behalf this program runs.
struct Account: Sendable, Equatable {
  let name: String
  let home: String

  /// Looks the user up; this may ask a server, so it blocks.
  static func current() -> Account? {
    var record = passwd()
    var found: UnsafeMutablePointer<passwd>?
    let buffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: 16384)
    defer { buffer.deallocate() }
    guard let start = buffer.baseAddress, getpwuid_r(getuid(), &record, start, buffer.count, &found) == 0,
      found != nil, let name = record.pw_name, let home = record.pw_dir
    else { return nil }
    return Account(name: String(cString: name), home: String(cString: home))
  }
}
