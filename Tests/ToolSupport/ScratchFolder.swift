import Glibc

/// A folder of a test's own, removed with its files at the end.
package struct ScratchFolder: ~Copyable {
  package let path: String

  package init() throws(ToolError) {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? P_tmpdir
    var template = Array("\(parent)/deployctl-test.XXXXXX\0".utf8CString)
    guard mkdtemp(&template) != nil else { throw ToolError("create a folder in \(parent)") }
    path = String(decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit {
    guard let folder = opendir(path) else { return }
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      unlink("\(path)/\(name)")
    }
    closedir(folder)
    rmdir(path)
  }

  /// Writes a file and gives its path.
  @discardableResult
  package func write(_ name: String, _ bytes: [UInt8]) throws(ToolError) -> String {
    let file = "\(path)/\(name)"
    guard let stream = fopen(file, "w") else { throw ToolError("create \(file)") }
    let written = fwrite(bytes, 1, bytes.count, stream)
    guard fclose(stream) == 0, written == bytes.count else { throw ToolError("write \(file)") }
    return file
  }

  /// Reads a file that a tool wrote.
  package func read(_ name: String) throws(ToolError) -> [UInt8] {
    let file = "\(path)/\(name)"
    guard let stream = fopen(file, "r") else { throw ToolError("open \(file)") }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = fread(&piece, 1, piece.count, stream)
      if count == 0 { return bytes }
      bytes += piece.prefix(count)
    }
  }
}

/// A system call that failed in a test's own machinery.
package struct ToolError: Error, CustomStringConvertible {
  package let description: String

  init(_ action: String, code: CInt = errno) {
    description = "could not \(action): \(String(cString: strerror(code)))"
  }
}
