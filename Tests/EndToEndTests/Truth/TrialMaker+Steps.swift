import JSON
import TestSupport

extension TrialMaker {
  mutating func steps(_ count: Int) -> [Trial.Step] {
    var steps: [Trial.Step] = []
    for _ in 0..<count {
      var before = self
      guard var body = step() else { continue }
      if random.chance(20), let when = condition() {
        // Whether it has its turn is another matter on each host, so nothing is built on it.
        before.random = random
        before.sources = sources
        before.written = written.union(patched)
        before.patched = patched
        before.busy = busy
        before.secretive = secretive
        self = before
        body.append(.init(name: "when", value: .string(when)))
      }
      if random.chance(25) {
        let tag = random.pick(["a", "b"])
        tags.append(tag)
        body.append(.init(name: "tags", value: .array([.string(tag)])))
      }
      if random.chance(10) {
        body.append(.init(name: "name", value: .string("a step with a 'name': \(random.word())")))
      }
      steps.append(Trial.Step(value: .object(body)))
    }
    return steps
  }

  private mutating func step() -> [JSONValue.Member]? {
    switch random.number(0...99) {
    case ..<20: copy()
    case ..<26: copyIntoFolder()
    case ..<34: copyTree()
    case ..<44: template()
    case ..<68: patch()
    case ..<76: directory()
    case ..<83: link()
    case ..<91: remove()
    case ..<98: run()
    default: [.init(name: "healthy", value: JSONValue(["cmd": "true"]))]
    }
  }

  // MARK: - step kinds

  private mutating func destination(_ suffix: String = ".txt") -> TrialItem {
    let old = files()
    if !old.isEmpty, random.chance(60) { return random.pick(old) }
    return TrialItem(newPath(suffix), .nothing, mode: 0o644)
  }

  private mutating func source(_ bytes: [UInt8], _ suffix: String = "txt") -> String {
    let name = "src/\(random.word()).\(suffix)"
    sources[name] = Trial.Source(bytes: bytes, mode: random.chance(20) ? 0o755 : 0o644)
    return name
  }

  private mutating func drift() -> [JSONValue.Member] {
    random.chance(20) ? [.init(name: "on_drift", value: "overwrite")] : []
  }

  private mutating func copy() -> [JSONValue.Member] {
    var item = destination()
    let bytes = random.content()
    item.kind = .file(bytes)
    if random.chance(15), item.path.hasPrefix(Self.root) {
      let name = spelled(item.path)
      sources[name] = Trial.Source(bytes: bytes, mode: 0o644)
      place(item)
      return [.init(name: "copy", value: .string(name))]
    }
    var body: [JSONValue.Member] = [
      .init(name: "from", value: .string(source(bytes))), .init(name: "to", value: .string(spelled(item.path))),
    ]
    body += attributes(&item) + drift()
    if random.chance(10) { body.append(.init(name: "validate", value: "test -f {}")) }
    place(item)
    return [.init(name: "copy", value: .object(body))]
  }

  private mutating func copyIntoFolder() -> [JSONValue.Member] {
    // A link to a folder on the way is followed.
    let throughLink =
      tree["root/current"]?.kind == .link("releases/1") && !written.contains("root/current") && random.chance(40)
    let folder = throughLink ? "root/current" : Self.parent(newPath())
    let names = (0..<random.number(1...3)).map { _ in source(random.content()) }
    if throughLink { busy.insert(folder) }
    for name in names {
      let last = name.dropFirst("src/".utf8.count)
      place(TrialItem("\(throughLink ? "root/releases/1" : folder)/\(last)", .file(sources[name]?.bytes ?? [])))
    }
    let to = folder == "root" ? "./" : spelled(folder) + "/"
    guard folder != "root" else { return [.init(name: "copy", value: .array(names.map { .string($0) }))] }
    let body: [JSONValue.Member] = [
      .init(name: "from", value: .array(names.map { .string($0) })), .init(name: "to", value: .string(to)),
    ]
    return [.init(name: "copy", value: .object(body))]
  }

  /// A folder, to one that is there or to a new one; perhaps as a mirror.
  private mutating func copyTree() -> [JSONValue.Member]? {
    let old = tree.values.filter { isFolder($0.path) && isFree($0.path) && !$0.path.hasSuffix("/side") }
      .map(\.path).sorted()
    let to = random.chance(70) && !old.isEmpty ? random.pick(old) : newPath("")
    guard to.contains("/") else { return nil }
    let from = "src/\(random.word())"
    var wanted: Set<String> = []
    for item in files({ $0.path.hasPrefix("\(to)/") }) where random.chance(50) {
      wanted.insert(String(item.path.dropFirst(to.utf8.count + 1)))
    }
    for _ in 0..<random.number(1...4) {
      wanted.insert(random.pick(["", "", "new dir/", "new dir/deep/"]) + "\(random.word()).txt")
    }
    var body: [JSONValue.Member] = [
      .init(name: "from", value: .string(from)), .init(name: "to", value: .string(spelled(to))),
    ]
    var like = TrialItem(to, .nothing)
    body += attributes(&like) + drift()
    if random.chance(30) {
      body.append(.init(name: "dir_mode", value: .string(random.pick(["0755", "0750", "2775"]))))
    }
    if random.chance(30) { body.append(.init(name: "exclude", value: .string(random.pick(["*.csv", "lib/"])))) }
    let mirrors = random.chance(60)
    if mirrors { body.append(.init(name: "delete", value: .bool(true))) }
    busy.insert(to)
    for below in tree.keys.filter({ $0.hasPrefix("\(to)/") }) {
      // What is left out stays, but nothing is built on what a mirror may have taken away.
      if mirrors { tree[below] = nil }
      written.insert(below)
    }
    for name in wanted.sorted() {
      let bytes = random.content()
      sources["\(from)/\(name)"] = Trial.Source(bytes: bytes, mode: random.chance(20) ? 0o755 : 0o644)
      claim("\(to)/\(name)")
    }
    return [.init(name: "copy", value: .object(body))]
  }

  private mutating func template() -> [JSONValue.Member] {
    var item = destination(".conf")
    let holdsSecret = random.chance(15)
    let middle = holdsSecret ? "${token}" : random.pick(["${word}", "${color}", "${size}", "${host}", "$HOME $${x}"])
    let text = "\(random.line())\nvalue = \(middle)\n\(random.line())\n"
    var body: [JSONValue.Member] = [
      .init(name: "from", value: .string(source(Array(text.utf8), "tpl"))),
      .init(name: "to", value: .string(spelled(item.path))),
    ]
    if holdsSecret, tree[item.path] != nil {
      body.append(.init(name: "mode", value: "0640"))
    } else {
      body += attributes(&item)
    }
    body += drift()
    claim(item.path)
    if holdsSecret { secretive.insert(item.path) }
    // What it holds differs from host to host, so nothing is built on it.
    tree[item.path] = nil
    return [.init(name: "template", value: .object(body))]
  }

  private mutating func directory() -> [JSONValue.Member]? {
    let old = tree.values.filter { isFolder($0.path) && !written.contains($0.path) }.map(\.path).sorted()
    let path = random.chance(40) && !old.isEmpty ? random.pick(old) : newPath("")
    guard path.contains("/"), !written.contains(path), !path.hasSuffix("/side") else { return nil }
    var item = TrialItem(path, .folder)
    let rest = attributes(&item)
    place(item)
    busy.insert(path)
    written.remove(path)
    return [.init(name: "directory", value: .object([.init(name: "path", value: .string(spelled(path)))] + rest))]
  }

  private mutating func link() -> [JSONValue.Member]? {
    let old = tree.values.filter { if case .link = $0.kind { isFree($0.path) } else { false } }.map(\.path).sorted()
    let path = random.chance(50) && !old.isEmpty ? random.pick(old) : newPath("-link")
    let ends = tree.values.filter { $0.path.hasPrefix(Self.root) && $0.kind != .nothing && $0.path != path }.map(\.path)
      .sorted()
    guard !ends.isEmpty, path.hasPrefix(Self.root) else { return nil }
    // From the link's folder up to the root, and down again.
    let depth = Self.parent(path).split(separator: "/").count - 1
    let target = String(repeating: "../", count: depth) + spelled(random.pick(ends))
    place(TrialItem(path, .link(target)))
    var body: [JSONValue.Member] = [
      .init(name: "path", value: .string(spelled(path))), .init(name: "to", value: .string(target)),
    ]
    body += drift()
    return [.init(name: "link", value: .object(body))]
  }

  private mutating func remove() -> [JSONValue.Member]? {
    let items = tree.values.filter { item in
      isFree(item.path) && item.path.contains("/") && !item.path.hasSuffix("/side") && item.path != "outside/etc"
        && !written.contains { $0.hasPrefix(item.path + "/") } && !patched.contains { $0.hasPrefix(item.path + "/") }
    }.map(\.path).sorted()
    guard !items.isEmpty else { return nil }
    let path = random.chance(10) ? newPath() : random.pick(items)
    let isFolder = isFolder(path)
    for below in tree.keys.filter({ $0 == path || $0.hasPrefix(path + "/") }) {
      tree[below] = nil
      written.insert(below)
    }
    claim(path)
    var body: [JSONValue.Member] = [.init(name: "path", value: .string(spelled(path)))]
    if isFolder { body.append(.init(name: "recursive", value: .bool(true))) }
    body += drift()
    return [.init(name: "remove", value: .object(body))]
  }

  /// What it makes stands in a folder of its own, since no plan can tell it.
  private mutating func run() -> [JSONValue.Member] {
    let name = random.word()
    var body: [JSONValue.Member] = [.init(name: "command", value: .string("echo \(name) >side/\(name)"))]
    if random.chance(40) { body.append(.init(name: "creates", value: .string("side/\(name)"))) }
    if random.chance(20) { body.append(.init(name: "unless", value: .string("test -e side/\(name)"))) }
    if body.count > 2 { body.removeLast() }
    return [.init(name: "run", value: .object(body)), .init(name: "undo", value: .string("rm -f side/\(name)"))]
  }
}
