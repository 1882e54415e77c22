package import Diff

/// What a patch means for one file: its state, where, how that is known, and what the file would become.
package struct PatchDecision: Sendable, Equatable {
  package var state: PatchState
  /// How the places were found; nil when none was.
  package var tier: PatchTier?
  /// One for each edit whose place is known, or several when there are too many; in the order of the file.
  package var sites: [PatchSite]
  /// The nearest places of edits that have none, best first for each edit.
  package var candidates: [PatchCandidate]
  /// The file afterwards; nil when it is refused or there is nothing to do.
  package var result: [UInt8]?
  /// The patch as it would fit the nearest place, to be read and pasted; nil when there is no such place.
  package var correction: [UInt8]?
  /// What a person should know besides, each a sentence without its full stop.
  package var notes: [String]

  package init(
    _ state: PatchState, tier: PatchTier? = nil, sites: [PatchSite] = [], candidates: [PatchCandidate] = [],
    result: [UInt8]? = nil, correction: [UInt8]? = nil, notes: [String] = []
  ) {
    self.state = state
    self.tier = tier
    self.sites = sites
    self.candidates = candidates
    self.result = result
    self.correction = correction
    self.notes = notes
  }
}

/// How the places of a patch were found, the surest first.
package enum PatchTier: String, Sendable, CaseIterable {
  /// The content is known, byte for byte.
  case hash
  /// Every line where the patch says.
  case exact
  /// By comparing with what the patch was made against.
  case threeWay = "three-way"
  /// By the lines around that are left, without knowing what the patch was made against.
  case context
  /// By the tokens of the hunks, since the code stands on other lines.
  case tokens
  case structural
  case regex
}

/// A place in the file that an edit belongs to.
package struct PatchSite: Sendable, Equatable {
  /// Which edit, counted from 1: hunks of a diff, or the only one.
  package var edit: Int
  /// The first line of the place in the file as it is, counted from 1.
  package var line: Int
  /// How many lines of the file it takes; 0 for an insertion before `line`.
  package var count: Int
  package var state: PatchState
  /// The line that opens the block around it (`def profile(request):`), if there is one.
  package var header: String?
  /// How well it fits, 0 to 1.
  package var score: Double

  package init(
    edit: Int, line: Int, count: Int, state: PatchState, header: String? = nil, score: Double = 1
  ) {
    self.edit = edit
    self.line = line
    self.count = count
    self.state = state
    self.header = header
    self.score = score
  }
}

/// A place that an edit may have been meant for.
package struct PatchCandidate: Sendable, Equatable {
  package var edit: Int
  /// The first line of the place, counted from 1.
  package var line: Int
  package var count: Int
  package var header: String?
  /// How near it is, 0 to 1.
  package var score: Double
  /// From what the patch expects to what the file holds.
  package var difference: UnifiedDiff

  package init(edit: Int, line: Int, count: Int, header: String? = nil, score: Double, difference: UnifiedDiff) {
    self.edit = edit
    self.line = line
    self.count = count
    self.header = header
    self.score = score
    self.difference = difference
  }
}
