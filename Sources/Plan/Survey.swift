internal import Playbook

/// What a host's own tools said in lists of many paths below a folder: enough to tell what is as wanted.
///
/// Of a path that they did not name, or named otherwise, nothing is known, and it is asked about by itself.
package struct Survey: Sendable {
  package let question: SurveyQuestion
  /// In the order of the names that were asked about; nil where nothing was said.
  package var states: [FileState?]
  /// Of files with several names, by their places.
  package var inodes: [Int: Inode] = [:]
  /// How many names came that nobody asked about.
  private var strangers = 0
  /// Where the name behind the last one of each list stands.
  private var next: (stats: Int, sums: Int) = (0, 0)

  /// What all names of a file have in common, and how many they are.
  package struct Inode: Sendable {
    let links: Int
    let device: String
    let number: String

    package init(links: Int, device: String, number: String) {
      self.links = links
      self.device = device
      self.number = number
    }
  }

  /// The lists that a host tells, of which pieces come in turn.
  package enum List { case stats, sums }

  package init(_ question: SurveyQuestion) {
    self.question = question
    states = Array(repeating: nil, count: question.names.count)
  }

  /// The place of the next name of a list, looked for behind the one before it: tools keep the order that they were given,
  /// in a few rows at most.
  package mutating func place(of name: UnsafeBufferPointer<UInt8>, in list: List) -> Int? {
    guard strangers < Self.mostStrangers else { return nil }
    let start = list == .stats ? next.stats : next.sums
    let names = question.names
    func stands(at place: Int) -> Bool {
      let utf8 = names[place].utf8
      return utf8.count == name.count && utf8.elementsEqual(name)
    }
    guard let place = (start..<names.count).first(where: stands) ?? (0..<start).first(where: stands) else {
      strangers += 1
      return nil
    }
    if list == .stats { next.stats = place + 1 } else { next.sums = place + 1 }
    return place
  }

  /// The whole list is gone through for each.
  private static let mostStrangers = 16
  /// From so many paths on it is worth a second exchange where something changed.
  package static let leastPaths = 300
}
