/// What stands beside `when`, with what is known while reading decided already.
package struct StepCondition: Sendable {
  /// As the playbook says it.
  package let text: String
  package let condition: Condition
}

/// A condition of what the steps before change; everything else in it is a truth or an untruth by now.
package indirect enum Condition: Sendable {
  case known(Bool)
  case changed(ChangedPath)
  case not(Condition)
  case and(Condition, Condition)
  case or(Condition, Condition)

  /// Whether it holds, where `changed` answers for a path; nil where nobody can tell.
  package func holds(_ changed: (ChangedPath) -> Bool?) -> Bool? {
    switch self {
    case .known(let truth): return truth
    case .changed(let path): return changed(path)
    case .not(let condition): return condition.holds(changed).map { !$0 }
    case .and(let left, let right):
      let sides = [left.holds(changed), right.holds(changed)]
      return sides.contains(false) ? false : sides.contains(nil) ? nil : true
    case .or(let left, let right):
      let sides = [left.holds(changed), right.holds(changed)]
      return sides.contains(true) ? true : sides.contains(nil) ? nil : false
    }
  }
}

/// A path that `changed()` asks about: a file, all below a folder, or a pattern whose `*` stays within a name.
package struct ChangedPath: Sendable {
  private let names: [Name]

  private enum Name: Sendable {
    case plain(String)
    case pattern(GlobPattern)

    func matches(_ name: String) -> Bool {
      switch self {
      case .plain(let text): text == name
      case .pattern(let pattern): pattern.matches(name)
      }
    }
  }

  init(_ path: AbsolutePath) {
    names = Self.parts(path.description).map { name in GlobPattern(name).map { .pattern($0) } ?? .plain(name) }
  }

  /// True for the path itself and for all that lies below it.
  package func matches(_ path: String) -> Bool {
    let parts = Self.parts(path)
    return parts.count >= names.count && zip(names, parts).allSatisfy { $0.matches($1) }
  }

  private static func parts(_ path: String) -> [String] {
    path.split(separator: "/").map(String.init)
  }
}

/// Why a step is left out on a host before anybody asks it.
package enum Exclusion: Sendable, Hashable {
  /// Its `when` does not hold there.
  case condition(String)
  /// The command line chose others.
  case tags(String)

  package var reason: String {
    switch self {
    case .condition(let text): "when \(text)"
    case .tags(let reason): reason
    }
  }
}
