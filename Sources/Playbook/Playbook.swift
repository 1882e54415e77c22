package import SourceText

/// What a playbook asks for, worked out for each of its hosts.
package struct Playbook: Sendable {
  package let name: String
  /// The playbook's text, whose name is the path the user typed.
  package let source: SourceText
  /// Each host once, in the order of the playbook.
  package let targets: [Target]
  /// The hosts and groups that it could choose from; nil where there is no such file.
  package let inventory: Inventory?
  package let secrets: [SecretDefinition]
  /// Variables of the command line that nothing in it asks for.
  package let unusedExtras: Set<String>
}

/// One host with the folder to work in and the steps to take there.
package struct Target: Sendable {
  package let host: Host
  package let root: AbsolutePath
  package let backups: AbsolutePath
  package let become: Become?
  package let steps: [Step]
  package var conduct: Conduct

  package init(
    host: Host, root: AbsolutePath, backups: AbsolutePath, become: Become?, steps: [Step],
    conduct: Conduct = Conduct()
  ) {
    self.host = host
    self.root = root
    self.backups = backups
    self.become = become
    self.steps = steps
    self.conduct = conduct
  }

  /// The same place with other steps.
  package func with(steps: [Step]) -> Target {
    Target(host: host, root: root, backups: backups, become: become, steps: steps, conduct: conduct)
  }

  /// The same host at another place.
  package func at(root: AbsolutePath, backups: AbsolutePath) -> Target {
    Target(host: host, root: root, backups: backups, become: become, steps: steps, conduct: conduct)
  }
}
