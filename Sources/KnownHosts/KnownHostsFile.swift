/// The content of one `known_hosts` file and the name it goes by in messages.
package struct KnownHostsFile: Sendable, Equatable {
  package let name: String
  package let bytes: [UInt8]

  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}
