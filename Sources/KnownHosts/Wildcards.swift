/// The patterns of OpenSSH, in known_hosts as in the ssh config.
package enum Wildcards {
  /// Whether a pattern of `*` (any run of bytes) and `?` (one byte) covers the whole name.
  ///
  /// Only the latest `*` is ever revisited, so a hostile pattern costs at most the product of both lengths.
  package static func fit(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
    var position = 0
    var next = 0
    var retry: (pattern: Int, name: Int)?
    while position < name.count {
      if next < pattern.count, pattern[next] == UInt8(ascii: "*") {
        next += 1
        retry = (next, position)
      } else if next < pattern.count, pattern[next] == UInt8(ascii: "?") || pattern[next] == name[position] {
        next += 1
        position += 1
      } else if let star = retry {
        next = star.pattern
        position = star.name + 1
        retry = (star.pattern, position)
      } else {
        return false
      }
    }
    return pattern[next...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
