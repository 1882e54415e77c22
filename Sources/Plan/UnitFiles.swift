package import Playbook

extension Target {
  /// Who reads a path as a unit or a drop-in of one; nil for any other file.
  package func unitManager(of path: EntryPath) -> UnitManager? {
    // Bytes, since many thousand paths may be asked about.
    let parts = path.spelled(below: root).utf8.split(separator: UInt8(ascii: "/"))
    func isBelow(_ folder: String) -> Bool { parts.contains { $0.elementsEqual(folder.utf8) } }
    guard let last = parts.last else { return nil }
    let name = String(Substring(last))
    guard isBelow("systemd") else {
      // It may lie in the root, with a link to it where systemd looks.
      return steps.lazy.flatMap(\.kind.units).first { $0.fileNames.contains(name) }?.manager
    }
    let isDropIn = name.hasSuffix(".conf") && (parts.dropLast().last.map { Substring($0).hasSuffix(".d") } ?? false)
    guard isDropIn || UnitName.kinds.contains(where: name.hasSuffix) else { return nil }
    if isBelow("user") { return .user }
    return isBelow("system") ? .system : nil
  }
}

extension StepKind {
  /// The units that it starts or stops.
  fileprivate var units: [UnitName] {
    guard case .service(let step) = self, case .systemd(let units) = step.service else { return [] }
    return units
  }
}

extension Draft {
  /// Why these units cannot be touched or looked at.
  func objections(to units: [UnitName]) -> [String] {
    guard facts.tools.contains("systemctl") else { return ["the host has no systemd"] }
    if units.contains(where: { $0.manager == .user }), let reason = facts.lackOfUserManager { return [reason] }
    return units.compactMap { unit in
      switch facts.units[unit]?.load {
      case "loaded": nil
      case "masked": "the unit \(unit) is masked: 'systemctl unmask \(unit)' there, or leave it out"
      case _ where isMade(unit): nil
      case "not-found": "there is no unit \(unit) on the host"
      case let load: "the unit \(unit) cannot be used (\(load ?? "unknown"))"
      }
    }
  }

  /// True if a step so far brings the file of this unit, or of the template that it is made from.
  private func isMade(_ unit: UnitName) -> Bool {
    let names = unit.fileNames
    return changes.contains { entry in
      guard target.unitManager(of: entry.path) == unit.manager, case .file = entry.new else { return false }
      return names.contains(String(decoding: entry.path.name, as: UTF8.self))
    }
  }

  /// What a person should know about the units that steps work with.
  var unitNotes: [String] {
    let failed = facts.units.filter { $0.value.active == "failed" }.keys.sorted().map { unit in
      "\(unit) has failed already: a revert leaves it stopped"
    }
    return changes.contains { target.unitManager(of: $0.path) != nil }
      ? ["systemd reads its unit files again once they are in place"] + failed : failed
  }
}

extension UnitName {
  /// The names of the files that it may be read from.
  fileprivate var fileNames: [String] {
    let last = description.split(separator: ".").last.map { ".\($0)" } ?? ""
    let full = UnitName.kinds.contains(last) ? description : description + ".service"
    guard let at = full.firstIndex(of: "@"), let dot = full.lastIndex(of: "."), at < dot else { return [full] }
    return [full, String(full[...at]) + full[dot...]]
  }

  fileprivate static let kinds: Set<String> = [
    ".service", ".socket", ".timer", ".path", ".mount", ".automount", ".target", ".slice", ".swap", ".scope", ".device",
  ]
}
