import Glibc
import TestSupport

/// Something that lies on a host before a trial.
struct TrialItem: Sendable {
  enum Kind: Sendable, Equatable {
    case file([UInt8])
    case folder
    case link(String)
    /// Another name of a file that lies there already.
    case hardLink(String)
    case nothing
  }

  /// Below the host's folder: `root/…` or `outside/…`.
  let path: String
  var kind: Kind
  var mode: UInt32
  var owner: UInt32 = 0
  var group: UInt32 = 0

  init(_ path: String, _ kind: Kind, mode: UInt32? = nil) {
    self.path = path
    self.kind = kind
    self.mode = mode ?? (kind == .folder ? 0o755 : 0o644)
  }

  /// Puts it there, whatever lay there before.
  func put(below folder: String) throws {
    let place = "\(folder)/\(path)"
    switch kind {
    case .nothing: return Files.remove(place)
    case .folder: try Files.makeFolder(place)
    case .file(let bytes):
      // What is written through a name changes the file of all its names, as an editor does it.
      if !Files.isRegular(place) { Files.remove(place) }
      try Files.write(bytes, to: Array(place.utf8))
    case .link(let target): return try replace(place) { symlink(target, place) }
    case .hardLink(let other):
      // A trial that was shrunk may lack it.
      guard Files.exists("\(folder)/\(other)") else { return }
      return try replace(place) { Glibc.link("\(folder)/\(other)", place) }
    }
    // A new owner takes set-user-id away, so the mode comes last.
    if getuid() == 0, chown(place, owner, group) != 0 { throw Mishap("chown \(place)") }
    if chmod(place, mode) != 0 { throw Mishap("chmod \(place)") }
  }

  private func replace(_ place: String, by call: () -> Int32) throws {
    Files.remove(place)
    if let cut = place.lastIndex(of: "/") { try Files.makeFolder(String(place[..<cut])) }
    if call() != 0 { throw Mishap("cannot make \(place): \(String(cString: strerror(errno)))") }
  }
}

extension TrialItem: CustomStringConvertible {
  var description: String {
    let what =
      switch kind {
      case .file(let bytes):
        bytes.count > 400 ? "\(bytes.count) bytes" : "\(String(decoding: bytes, as: UTF8.self).debugDescription)"
      case .folder: "folder"
      case .link(let target): "link to \(target)"
      case .hardLink(let other): "the same file as \(other)"
      case .nothing: "nothing"
      }
    return "\(path): \(String(mode, radix: 8)) \(owner):\(group) \(what)"
  }
}
