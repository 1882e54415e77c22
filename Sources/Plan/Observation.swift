/// What the probe saw at one path.
package struct Observation: Sendable, Hashable {
  package enum Flag: Character, Sendable {
    case writable = "w"
    case mountPoint = "m"
    case readOnlyMount = "r"
    case immutable = "i"
    case appendOnly = "a"
    /// It was tried and could not be opened for writing.
    case closed = "b"
    /// It has an ACL, extended attributes or capabilities, and the host has no tool to give them to another file.
    case extended = "x"
  }

  package let state: FileState
  package let links: Int
  package let filesystem: Filesystem
  package let inode: String
  package let flags: Set<Flag>

  package init(state: FileState, links: Int, filesystem: Filesystem, inode: String, flags: Set<Flag>) {
    self.state = state
    self.links = links
    self.filesystem = filesystem
    self.inode = inode
    self.flags = flags
  }

  /// The same of a link, with what it holds.
  package func asLink(to target: [UInt8]) -> Observation {
    Observation(state: .link(to: target), links: links, filesystem: filesystem, inode: inode, flags: flags)
  }
}

/// What a file can be renamed and linked within: one device, and of that what one mount shows.
package struct Filesystem: Sendable, Hashable {
  package let device: String
  /// Known of folders only.
  package let mount: String

  package init(device: String, mount: String) {
    self.device = device
    self.mount = mount
  }
}
