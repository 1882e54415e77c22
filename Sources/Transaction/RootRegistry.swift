internal import Plan
package import Playbook

/// The roots that a host was deployed to, as it remembers them: `root ROOT BACKUPS`, a line for each.
package struct RootRegistry: Sendable {
  package struct Place: Sendable, Hashable {
    package let root: AbsolutePath
    package let backups: AbsolutePath
  }

  package let places: [Place]

  package init(_ text: [UInt8]) {
    var places: [Place] = []
    for line in text.split(separator: UInt8(ascii: "\n")) {
      guard let values = ShellLine.values(of: line), values.count == 3,
        let root = AbsolutePath(String(decoding: values[1], as: UTF8.self)),
        let backups = AbsolutePath(String(decoding: values[2], as: UTF8.self))
      else { continue }
      let place = Place(root: root, backups: backups)
      if !places.contains(place) { places.append(place) }
    }
    self.places = places
  }

  /// The line for one place.
  static func line(root: [UInt8], backups: [UInt8]) -> [UInt8] {
    ShellLine(["root", ShellWord(root), ShellWord(backups)]).text
  }

  /// The request for a host's registry.
  package static let request = ProbeRequest(Questions(root: .root, backups: .root), sets: .all)

  /// A target whose root nobody named gets the only one that the host knows.
  package func settle(_ target: Target) throws(HostError) -> Target {
    if target.root != .root {
      // Backups that do not lie in the usual place are found here.
      let place = places.last { $0.root == target.root }
      return target.at(root: target.root, backups: place?.backups ?? target.backups)
    }
    guard let place = places.last else {
      throw HostError("nothing was deployed here yet, as far as this account knows", hint: "name the root: HOST:/ROOT")
    }
    guard places.count == 1 else {
      let roots = places.map { "\(target.host.name):\($0.root)" }.joined(separator: ", ")
      throw HostError("there are several roots here", hint: "name one: \(roots)")
    }
    return target.at(root: place.root, backups: place.backups)
  }
}
