internal import Glibc

/// Mode and owner of a file of this machine.
struct LocalMode {
  /// The bits of the mode without the kind of file.
  private(set) var bits: UInt32
  /// Nil for a new file, which belongs to who makes it.
  private(set) var owner: (user: UInt32, group: UInt32)?

  /// Those of a file, or of a new one if there is none.
  init(of path: String) {
    var status = stat()
    if stat(path, &status) == 0 {
      (bits, owner) = (status.st_mode & 0o7777, (status.st_uid, status.st_gid))
    } else {
      let mask = umask(0)
      umask(mask)
      bits = 0o666 & ~mask
    }
  }

  /// Whether who may read it may start it; nil leaves that as it is.
  var isExecutable: Bool? {
    get { bits & 0o100 != 0 }
    set {
      guard let newValue, newValue != (bits & 0o100 != 0) else { return }
      bits = newValue ? bits | (bits & 0o444) >> 2 : bits & ~0o111
    }
  }

  /// Gives them to an open file.
  func apply(to file: Int32) -> Bool {
    var status = stat()
    guard fstat(file, &status) == 0 else { return false }
    if let owner, (status.st_uid, status.st_gid) != owner, fchown(file, owner.user, owner.group) != 0 { return false }
    // Last, since a change of owner takes bits away.
    return fchmod(file, bits) == 0
  }
}
