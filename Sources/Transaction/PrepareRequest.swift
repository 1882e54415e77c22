package import Plan
internal import Crypto
internal import Playbook

/// The request that makes a backup set on a host: what is to be done, and everything that is needed for it.
package struct PrepareRequest: Sendable {
  /// What a person may want to read in the set later: the playbook and the plan.
  package struct Document: Sendable {
    package let name: String
    package let content: [UInt8]

    package init(name: String, content: [UInt8]) {
      self.name = name
      self.content = content
    }
  }

  /// What a host needs for an archive that travels packed.
  package static let unpacker = "gzip"

  package let manifest: Manifest
  package let script: Script
  private let entries: [Entry]
  private let origins: [TreeOrigin]
  private let backups: [UInt8]
  private let isTight: Bool
  private let recoversOnBoot: Bool
  private let documents: [Document]
  private let secrets: SecretPack
  /// The host can unpack, and the way there is long enough for it to matter.
  private let maySendPacked: Bool

  package init(
    plan: Plan, run: RunID, script: Script, by: String, undoes: [RunID] = [],
    secrets: SecretPack = .empty, documents: [Document], maySendPacked: Bool = false
  ) {
    self.maySendPacked = maySendPacked
    self.secrets = secrets
    entries = plan.entries
    origins = plan.origins
    backups = plan.target.backups.bytes
    recoversOnBoot = plan.target.conduct.recoversOnBoot
    manifest = Manifest(
      run: run, root: plan.target.root.bytes, by: by, undoes: undoes,
      entries: plan.entries.map {
        Manifest.Entry(
          path: $0.path, old: $0.old, new: $0.new, way: $0.way, holdsSecrets: $0.holdsSecrets)
      })
    self.script = script
    isTight = plan.isTight
    // A plan with all its differences may be larger than what it changes.
    self.documents = plan.isTight ? [] : documents
  }

  /// What is so large that it has to be there before.
  package var freight: Freight { Freight(entries) }

  /// What to send.
  package var shipment: Shipment {
    var body: [UInt8] = []
    body.add(
      "prepare_set", ShellWord(manifest.root), ShellWord(backups), ShellWord(manifest.run.name),
      ShellWord(RootRegistry.line(root: manifest.root, backups: backups)))
    if script.sharesHost(entries) { body.add("shares_host") }
    if isTight { body.add("scarce") }
    if recoversOnBoot { body.add("recovers_on_boot") }
    body += freight.arrivals
    body.add("transaction", ShellWord(script.text))
    let archive = self.archive
    let isPacked = maySendPacked && archive.shrinks
    let size = isPacked ? "pieces" : "\(archive.count)"
    var shipment = Shipment()
    shipment.add(CountedBody(body).request("prepare", size, "\(secrets.text.count)") + secrets.text)
    if isPacked { shipment.add(packed: archive) } else { shipment.add(archive) }
    return shipment
  }

  private var archive: Shipment {
    var archive = Archive()
    archive.add("restore", Runtime.restoreScript, isProgram: true)
    archive.add("manifest", manifest.text)
    archive.add("ledger", ledger)
    for document in documents { archive.add(document.name, document.content) }
    for folder in savedFolders { archive.add(folder: folder) }
    for entry in entries {
      let name = Array("new/\(entry.path.tree.rawValue)/".utf8) + entry.path.bytes
      if case .none = entry.payload, case .link(let target?) = entry.new { archive.add(link: name, to: target) }
      switch entry.payload {
      case .upload(let content): archive.add(name, content)
      case .deferred(let content) where content.parts.isEmpty: archive.add(name, content, of: entry.path)
      case .deferred: archive.add(folder: Array("new/\(entry.path.tree.rawValue)/".utf8) + entry.path.folder)
      case .saved, .adopted, .none: break
      }
      if let source = entry.merged {
        archive.add(Array("source/\(entry.path.tree.rawValue)/".utf8) + entry.path.bytes, source)
      }
    }
    archive.close()
    return archive.shipment
  }

  /// The folders of the set for the old files: unpacked with the rest, they cost the host no process.
  private var savedFolders: [[UInt8]] {
    var folders: [[UInt8]] = []
    for entry in entries where entry.old.hash != nil || entry.old.isLink {
      let folder = Array("\(entry.path.tree.rawValue)/".utf8) + entry.path.folder
      if folders.last != folder { folders.append(folder) }
    }
    return folders
  }

  /// What the ledger says of these paths once the run is committed.
  private var ledger: [UInt8] {
    var text: [UInt8] = []
    for entry in entries {
      if case .directory = entry.new { continue }
      if case .directory = entry.old { continue }
      text.add(
        Ledger.Line(
          path: entry.path, hash: entry.new.fingerprint, run: manifest.run.name, holdsSecrets: entry.holdsSecrets,
          merged: entry.merged.map { SHA256Digest(of: $0) }
        ).line)
    }
    for var origin in origins {
      origin.run = manifest.run.name
      text.add(origin.line)
    }
    return text
  }
}
