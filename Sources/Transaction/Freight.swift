internal import Crypto
internal import Plan
package import Playbook

/// Contents so large that they go to a host before the set that takes them: in parts, and on several ways at once.
package struct Freight: Sendable {
  /// A content, and the numbers of the entries that get it.
  private struct Item: Sendable {
    let content: DeferredContent
    let path: EntryPath
    var entries: [Int]
  }

  /// A part of one of the contents.
  package struct Part: Sendable, Hashable {
    fileprivate let item: Int
    fileprivate let number: Int
  }

  /// What is worth more than one way: with less, the shells of the others take as long as they save.
  package static let leastShared = 32 << 20

  private var items: [Item] = []

  init(_ entries: [Entry]) {
    for (index, entry) in entries.enumerated() {
      guard case .deferred(let content) = entry.payload, !content.parts.isEmpty else { continue }
      if let known = items.firstIndex(where: { $0.content.hash == content.hash }) {
        items[known].entries.append(index + 1)
      } else {
        items.append(Item(content: content, path: entry.path, entries: [index + 1]))
      }
    }
  }

  package var isEmpty: Bool { items.isEmpty }
  package var size: Int { items.reduce(0) { $0 + $1.content.size } }

  /// Asks what of it the host has already, and makes ready for the rest.
  package func request(on target: Target, run: RunID) -> [UInt8] {
    var body = target.placing(run.name)
    for item in items {
      body.add("await_content", ShellWord("\(item.content.hash)"), ShellWord("\(item.content.size)"))
    }
    return CountedBody(body).request("incoming")
  }

  /// Tells a set which of its entries get these contents.
  var arrivals: [UInt8] {
    var body: [UInt8] = []
    for item in items {
      let words = ["arrived", "\(item.content.hash)"] + item.entries.map { "\($0)" }
      body.add(ShellLine(words.map { ShellWord($0) }))
    }
    return body
  }

  /// All parts but those that the host has, by its answer.
  package func missing(_ replies: [Reply]) -> [Part] {
    let there = Set(replies.compactMap(proven))
    return items.indices.flatMap { item in
      items[item].content.parts.indices.map { Part(item: item, number: $0) }
    }.filter { !there.contains($0) }
  }

  /// The part that a reply proves to lie there; nil where it proves nothing.
  package func proven(_ reply: Reply) -> Part? {
    guard let (part, hash) = told(reply), hash == items[part.item].content.parts[part.number] else { return nil }
    return part
  }

  /// The part that a reply is about, and the hash of what lies there.
  private func told(_ reply: Reply) -> (Part, SHA256Digest)? {
    guard reply.words.count == 4, reply.words[0] == "part", let hash = SHA256Digest(hex: reply.words[1]),
      let item = items.firstIndex(where: { $0.content.hash == hash }), let number = Int(reply.words[2]),
      items[item].content.parts.indices.contains(number), let found = SHA256Digest(hex: reply.words[3])
    else { return nil }
    return (Part(item: item, number: number), found)
  }

  package func size(of part: Part) -> Int { items[part.item].content.range(ofPart: part.number).count }

  /// What announces a part.
  package func head(of part: Part) -> [UInt8] {
    Array("part \(items[part.item].content.hash) \(part.number) \(size(of: part))\n".utf8)
  }

  /// Some bytes of a part; nil once the file is not what it was.
  package func bytes(of part: Part, _ range: Range<Int>) -> [UInt8]? {
    let content = items[part.item].content
    let start = content.range(ofPart: part.number).lowerBound
    return content.bytes(start + range.lowerBound..<start + range.upperBound)
  }

  /// The source that a part comes from, where that was changed since the plan was made.
  package func changedSource(of part: Part) -> Shipment.ChangedSource? {
    let item = items[part.item]
    return item.content.isUnchanged(inPart: part.number) ? nil : Shipment.ChangedSource(path: item.path)
  }
}
