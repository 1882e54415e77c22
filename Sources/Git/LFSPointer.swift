/// What lies in the place of a file whose content git-lfs has.
package enum LFSPointer {
  private static let beginning = Array("version https://git-lfs.github.com/spec/v1\n".utf8)

  package static func isOne(_ bytes: [UInt8]) -> Bool { bytes.starts(with: beginning) }
}
