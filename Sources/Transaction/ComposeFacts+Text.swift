internal import Plan

extension ComposeFacts {
  /// Reads a line for each bind mount, `file PATH` or `folder PATH`, and for each file of settings, `input PATH`.
  init(containers: Int, lines: [UInt8]) {
    var mounts: Set<Mount> = []
    var inputs: Set<[UInt8]> = []
    for line in lines.split(separator: UInt8(ascii: "\n")) {
      guard let cut = line.firstIndex(of: UInt8(ascii: " ")) else { continue }
      let path = Array(line[(cut + 1)...])
      switch String(decoding: line[..<cut], as: UTF8.self) {
      case "input": inputs.insert(path)
      case let kind: mounts.insert(Mount(source: path, isFile: kind == "file"))
      }
    }
    self.init(containers: containers, mounts: Array(mounts), inputs: inputs)
  }
}
