internal import Plan

extension ComposeFacts {
  /// Reads a line for each bind mount: `file PATH` or `folder PATH`.
  init(containers: Int, mountLines: [UInt8]) {
    let mounts: [Mount] = mountLines.split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard let cut = line.firstIndex(of: UInt8(ascii: " ")) else { return nil }
      let kind = String(decoding: line[..<cut], as: UTF8.self)
      return Mount(source: Array(line[(cut + 1)...]), isFile: kind == "file")
    }
    self.init(containers: containers, mounts: Array(Set(mounts)))
  }
}
