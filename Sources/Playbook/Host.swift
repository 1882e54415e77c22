/// A machine that is deployed to.
package struct Host: Sendable, Hashable {
  /// The name in hosts.yml, or the text of the playbook for a host that is not there.
  package let name: String
  package let destination: Destination
  /// The file of a private key to log in with, as an inventory of Ansible's names it.
  package let identity: String?
  /// It is changed only where somebody named it, as its inventory says.
  package let isProtected: Bool

  package init(name: String, destination: Destination, identity: String? = nil, isProtected: Bool = false) {
    self.name = name
    self.destination = destination
    self.identity = identity
    self.isProtected = isProtected
  }
}
