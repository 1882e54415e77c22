/// A machine that is deployed to.
package struct Host: Sendable, Hashable {
  /// The name in hosts.yml, or the text of the playbook for a host that is not there.
  package let name: String
  package let destination: Destination

  package init(name: String, destination: Destination) {
    self.name = name
    self.destination = destination
  }
}
