package import Crypto
package import Playbook
internal import Plan

/// The request for the contents of files whose sizes and hashes are known.
package struct ContentsRequest: Sendable {
  package struct File: Sendable, Hashable {
    package let path: LookPath
    package let base: LookBase
    package let size: Int
    package let hash: SHA256Digest

    package init(_ path: LookPath, at base: LookBase, size: Int, hash: SHA256Digest) {
      self.path = path
      self.base = base
      self.size = size
      self.hash = hash
    }

    package func isSameContent(as other: File) -> Bool { hash == other.hash }
  }

  /// Files whose bytes come in one piece of the answer, since each piece costs the host three processes.
  struct Frame {
    var files: [Int]
    var size: Int
    var nameBytes: Int
  }

  package let files: [File]
  let frames: [Frame]
  private let place: Target

  package init(_ files: [File], on target: Target) {
    self.files = files
    place = target
    var frames: [Frame] = []
    for (index, file) in files.enumerated() where file.size > 0 {
      let name = 32 + (file.path.components ?? []).reduce(0) { $0 + $1.count + 1 }
      if let last = frames.last, let first = last.files.first, files[first].base == file.base,
        last.size + file.size <= Self.mostBytes, last.nameBytes + name <= Self.mostNameBytes
      {
        frames[frames.count - 1].files.append(index)
        frames[frames.count - 1].size += file.size
        frames[frames.count - 1].nameBytes += name
      } else {
        frames.append(Frame(files: [index], size: file.size, nameBytes: name))
      }
    }
    self.frames = frames
  }

  private static let mostBytes = 8 << 20
  /// What a command line surely holds.
  private static let mostNameBytes = 32_768

  /// The bytes to send.
  package var bytes: [UInt8] {
    var body: [UInt8] = []
    body.add("look_place", ShellWord(place.root.bytes), ShellWord(place.backups.bytes))
    for (index, frame) in frames.enumerated() {
      let base = files[frame.files[0]].base
      body.add(entries: frame.files.map { files[$0].path }, at: base, as: index)
      body.add(ShellLine(["look_contents", ShellWord(frame.size)] + (1...frame.files.count).map { ShellWord($0) }))
    }
    return CountedBody(body).request("look")
  }
}
