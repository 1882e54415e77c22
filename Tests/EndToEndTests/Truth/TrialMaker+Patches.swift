import Diff
import JSON
import TestSupport

extension TrialMaker {
  /// A change inside of a file that lies there.
  mutating func patch() -> [JSONValue.Member]? {
    let candidates = tree.values.filter { item in
      guard case .file(let bytes) = item.kind, !secretive.contains(item.path) else { return false }
      // What was copied, or patched, may be patched again; what a diff names has to be below the root.
      return (isFree(item.path) || patched.contains(item.path) || written.contains(item.path) && random.chance(30))
        && TrialText(bytes) != nil
    }.sorted { $0.path < $1.path }
    guard !candidates.isEmpty else { return nil }
    var item = random.pick(candidates)
    guard case .file(let bytes) = item.kind, var text = TrialText(bytes) else { return nil }
    if item.path.hasPrefix(Self.root), random.chance(45) { return diff(item, text) }
    let index = random.number(0...text.lines.count - 1)
    let old = text.lines[index]
    let new = random.line()
    var body: [JSONValue.Member] = [.init(name: "file", value: .string(spelled(item.path)))]
    switch random.number(0...2) {
    case 0:
      body += [.init(name: "find", value: .string(old)), .init(name: "replace", value: .string(new))]
      text.lines[index] = new
    case 1:
      body += [.init(name: "regex", value: .string("^\(old)$")), .init(name: "replace", value: .string(new))]
      text.lines[index] = new
    default:
      let side = random.pick(["after", "before"])
      body += [.init(name: "insert", value: .string(new)), .init(name: side, value: .string(old))]
      text.lines.insert(new, at: side == "after" ? index + 1 : index)
    }
    item.kind = .file(text.bytes)
    note(item)
    return [.init(name: "patch", value: .object(body))]
  }

  /// Notes what a patch makes of a file; what a diff makes of it other steps may replace or remove.
  private mutating func note(_ item: TrialItem, byDiff: Bool = false) {
    guard !byDiff || random.chance(60) else {
      tree[item.path] = item
      return
    }
    let wasWritten = written.contains(item.path)
    place(item)
    patched.insert(item.path)
    if !wasWritten { written.remove(item.path) }
  }

  private mutating func diff(_ item: TrialItem, _ text: TrialText) -> [JSONValue.Member] {
    var item = item
    let name = spelled(item.path)
    var diff: [UInt8] = []
    switch random.number(0...9) {
    case 0 where isOpen(item.path):
      diff += render(text.bytes, [], "a/\(name)", "/dev/null")
      tree[item.path] = nil
      claim(item.path)
    case 1 where isOpen(item.path):
      let other = newPath("-renamed.py")
      guard other.hasPrefix(Self.root) else { return edit(&item, text) }
      let new = spelled(other)
      diff += Array(
        "diff --git a/\(name) b/\(new)\nsimilarity index 100%\nrename from \(name)\nrename to \(new)\n".utf8)
      tree[item.path] = nil
      claim(item.path)
      var made = item
      made = TrialItem(other, item.kind, mode: item.mode)
      place(made)
    case 2 where isOpen(item.path):
      diff += Array("diff --git a/\(name) b/\(name)\nold mode 100644\nnew mode 100755\n".utf8)
      item.mode |= 0o111
      note(item, byDiff: true)
    case 3:
      let other = newPath(".py")
      guard other.hasPrefix(Self.root) else { return edit(&item, text) }
      let made = random.text()
      diff += render([], made, "/dev/null", "b/\(spelled(other))")
      place(TrialItem(other, .file(made)))
      if random.chance(40) { written.remove(other) }
    default: return edit(&item, text)
    }
    return patch(with: diff)
  }

  private mutating func edit(_ item: inout TrialItem, _ text: TrialText) -> [JSONValue.Member] {
    var text = text
    let old = text.bytes
    for _ in 0..<random.number(1...3) {
      let index = random.number(0...text.lines.count - 1)
      switch random.number(0...2) {
      case 0: text.lines[index] = random.line()
      case 1: text.lines.insert(random.line(), at: index)
      default: if text.lines.count > 1 { text.lines.remove(at: index) }
      }
    }
    let name = spelled(item.path)
    item.kind = .file(text.bytes)
    note(item, byDiff: true)
    if text.bytes == old { return patch(with: render(old, old + Array(random.line().utf8), "a/\(name)", "b/\(name)")) }
    return patch(with: render(old, text.bytes, "a/\(name)", "b/\(name)"))
  }

  /// What a diff changes no other step is refused for.
  private mutating func isOpen(_ path: String) -> Bool { isFree(path) || random.chance(40) }

  private func render(_ old: [UInt8], _ new: [UInt8], _ from: String, _ to: String) -> [UInt8] {
    UnifiedDiff(old: old, new: new).render(oldLabel: from, newLabel: to)
  }

  private mutating func patch(with diff: [UInt8]) -> [JSONValue.Member] {
    let name = "patches/\(random.word()).diff"
    sources[name] = Trial.Source(bytes: diff, mode: 0o644)
    return [.init(name: "patch", value: JSONValue(["diff": .string(name)]))]
  }
}
