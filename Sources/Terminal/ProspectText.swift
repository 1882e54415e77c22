package import Transaction

extension Prospect {
  /// What the host will do by itself, as the end of a sentence about it.
  package var words: String {
    switch self {
    case .dropped: "drops what it prepared; nothing was changed"
    case .byItsGates: "goes on by itself: it commits when its gates pass, else it puts the old files back"
    case .revertsWithoutOrder(let seconds):
      "goes on by itself, and puts the old files back when no order to commit comes within \(seconds) s of its gates"
    case .reverts: "puts the old files back"
    case .commits: "commits"
    }
  }
}
