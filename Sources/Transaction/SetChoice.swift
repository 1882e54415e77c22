package import Plan

extension Facts {
  /// The set that a person means by a whole name, a timestamp or `latest`.
  package func set(_ wanted: String) throws(HostError) -> SetSummary {
    let known = setsNewestFirst
    if let set = known.first(where: { $0.name == wanted }) { return set }
    let own = known.filter { $0.state != .foreign }
    if wanted == "latest", let newest = own.first { return newest }
    let matches = known.filter { RunID($0.name).isNamed(by: wanted) }
    if let match = matches.first, matches.count == 1 { return match }
    if matches.count > 1 {
      throw HostError(
        "'\(wanted)' can mean \(matches.map(\.name).joined(separator: ", "))", hint: "give the whole name")
    }
    let newest = own.prefix(5).map(\.name).joined(separator: ", ")
    throw HostError(
      "there is no backup set '\(wanted)' here", hint: newest.isEmpty ? nil : "the newest sets here: \(newest)")
  }
}
