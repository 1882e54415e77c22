package import Playbook
internal import Plan

/// The request that looks into backup sets and at live paths, and writes nothing.
package struct LookRequest: Sendable {
  private var body: [UInt8] = []
  private let backups: [UInt8]

  package init(_ target: Target) {
    backups = target.backups.bytes
    body.add("look_place", ShellWord(target.root.bytes), ShellWord(backups))
  }

  /// The bytes to send.
  package var bytes: [UInt8] { CountedBody(body).request("look") }

  /// Asks for a file of the backup folder, whose content comes under the key.
  package mutating func give(_ path: String, as key: String) {
    body.add("look_give", ShellWord(key), ShellWord(backups + Array("/\(path)".utf8)))
  }

  /// Asks for the names of the files in a folder of the backup folder.
  package mutating func names(in path: String, as key: String) {
    body.add("look_names", ShellWord(key), ShellWord(backups + Array("/\(path)".utf8)))
  }

  /// Asks for the states of paths, which come under the number.
  package mutating func states(of paths: [LookPath], at base: LookBase, as list: Int) {
    body.add(entries: paths, at: base, as: list)
    body.add("look_states")
  }

  /// Asks for what sets take on the disk; one that a person called by a name of several words has no answer.
  package mutating func sizes(of names: [String]) {
    let plain = names.filter { name in
      name.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "_.-".unicodeScalars.contains($0))
      }
    }
    if !plain.isEmpty { body.add(ShellLine(["look_sizes"] + plain.map { ShellWord($0) })) }
  }

  /// Asks for the sets that retention would remove.
  package mutating func old(keeping number: Int) { body.add("look_old", ShellWord(number)) }

  /// Asks how a unit or a compose service stands, which comes under the number.
  package mutating func standing(of place: LogPlace, as key: Int) {
    switch place {
    case .unit(let name):
      body.add("tail_standing", ShellWord(key), ShellWord(name.manager.word), ShellWord(name.description))
    case .service(let name):
      body.add("tail_standing", ShellWord(key), ShellWord(name.project.word), ShellWord(name.name))
    case .file: break
    }
  }

  package func folder(of run: String) -> LookBase { .folder(backups + Array("/\(run)".utf8)) }
}

extension [UInt8] {
  /// Adds a list of paths, numbered from one.
  mutating func add(entries paths: [LookPath], at base: LookBase, as list: Int) {
    add("look_at", ShellWord(list), base.word)
    for (index, path) in paths.enumerated() {
      add("entry", ShellWord(index + 1), ShellWord(path.tree), ShellWord(path.folder), ShellWord(path.name), "-", "-")
    }
  }
}
