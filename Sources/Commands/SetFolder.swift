internal import SourceText
internal import Transaction

/// The copy of a set in `backups/HOST/RUN`, under a dot name until it is whole.
final class SetFolder {
  let path: String
  private let part: [UInt8]
  private var output: LocalOutput?
  private var current: Int?

  /// In the folder `backups` of the project.
  init(_ project: String, host: String, run: String) throws(LocalFile.Failure) {
    for name in [host, run] where name.isEmpty || name.hasPrefix(".") || name.contains("/") {
      throw LocalFile.Failure(message: "'\(name)' cannot be the name of a folder of copies")
    }
    let folder = (project == "." ? "" : "\(project)/") + "backups/\(host)"
    path = "\(folder)/\(run)"
    part = Array("\(folder)/.\(run).part".utf8)
  }

  var exists: Bool { LocalFile.exists(path) }

  /// True if the copy is of the same set.
  func holds(_ manifest: [UInt8]) throws(LocalFile.Failure) -> Bool {
    LocalFile.exists("\(path)/manifest") ? try LocalFile.read("\(path)/manifest") == manifest : false
  }

  /// Begins anew, whatever a pull before left.
  func begin() throws(LocalFile.Failure) {
    try LocalFolder.remove(part)
    try LocalFolder.make(part, mode: 0o700)
  }

  /// Takes a step of a fetch; false for a file that did not arrive as it was.
  func take(_ step: ContentsReading.Step, of copy: SetCopy) throws(LocalFile.Failure) -> Bool {
    switch step {
    case .bytes(let number, let bytes):
      try output(for: number, copy).write(bytes)
      return true
    case .end(let number, let isWhole):
      let file = copy.files[number]
      try output(for: number, copy).finish(mode: UInt32(file.mode), modified: file.modified)
      output = nil
      return isWhole
    }
  }

  func finish() throws(LocalFile.Failure) { try LocalFolder.rename(part, to: Array(path.utf8)) }

  func discard() throws(LocalFile.Failure) { try LocalFolder.remove(part) }

  private func output(for number: Int, _ copy: SetCopy) throws(LocalFile.Failure) -> LocalOutput {
    if let output, current == number { return output }
    let slash = [UInt8(ascii: "/")]
    let components = copy.files[number].components
    let folder = part + components.dropLast().flatMap { slash + $0 }
    try LocalFolder.make(folder, mode: 0o700)
    let output = try LocalOutput(folder + slash + (components.last ?? []))
    self.output = output
    current = number
    return output
  }
}
