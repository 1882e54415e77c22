package import Plan

extension Facts {
  /// The set that a person means by a whole name, a timestamp or `latest`.
  package func set(_ wanted: String) throws(HostError) -> SetSummary {
    let known = setsNewestFirst
    return try RunID.meant(
      by: wanted, among: known, newestFirst: known.filter { $0.state != .foreign }, called: "backup set", \.name)
  }
}

extension RunID {
  /// What a person means by a whole name, a timestamp or `latest`, of things that are named as runs are.
  ///
  /// They come the newest first; `latest` and the hint are about `newestFirst`, which is all of them unless said.
  static func meant<Named>(
    by wanted: String, among known: [Named], newestFirst: [Named]? = nil, called noun: String,
    _ name: (Named) -> String
  ) throws(HostError) -> Named {
    let newestFirst = newestFirst ?? known
    if let one = known.first(where: { name($0) == wanted }) { return one }
    if wanted == "latest", let newest = newestFirst.first { return newest }
    let matches = known.filter { RunID(name($0)).isNamed(by: wanted) }
    if let match = matches.first, matches.count == 1 { return match }
    if matches.count > 1 {
      throw HostError("'\(wanted)' can mean \(matches.map(name).joined(separator: ", "))", hint: "give the whole name")
    }
    let names = newestFirst.prefix(5).map(name).joined(separator: ", ")
    throw HostError(
      "there is no \(noun) '\(wanted)' here", hint: names.isEmpty ? nil : "the newest here: \(names)")
  }
}
