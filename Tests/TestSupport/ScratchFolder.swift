package import Glibc

/// A folder that exists for the time of a test.
package struct ScratchFolder: Sendable {
  package let path: String

  package init() throws {
    var template = Array("\(ScratchFolder.base)/deployctl-test.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw Mishap("cannot make a scratch folder: \(String(cString: strerror(errno)))")
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  package func path(_ name: String) -> String {
    "\(path)/\(name)"
  }

  /// Writes a file, replacing what was there.
  package func write(_ text: String, to name: String, mode: mode_t = 0o600) throws {
    try Files.write(text, to: path(name), mode: mode)
  }

  /// Writes a file of bytes and gives its path.
  @discardableResult
  package func write(_ bytes: [UInt8], to name: String) throws -> String {
    try Files.write(bytes, to: Array(path(name).utf8))
    return path(name)
  }

  package func bytes(_ name: String) throws -> [UInt8] { try Files.read(Array(path(name).utf8)) }

  package func remove() { Files.remove(path) }

  package func read(_ name: String) throws -> String {
    try Files.read(path(name))
  }

  private static var base: String {
    getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
  }
}
