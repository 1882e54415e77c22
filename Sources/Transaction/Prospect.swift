/// What a host does by itself with a run when nobody tells it anything more.
package enum Prospect: Sendable, Hashable {
  /// It was not let go, and is dropped.
  case dropped
  /// Its gates decide.
  case byItsGates
  /// After its gates it waits so many seconds for the order to commit, and then reverts.
  case revertsWithoutOrder(seconds: Int)
  /// It was told to put the old files back, or began to by itself.
  case reverts
  /// It was told to commit, or has.
  case commits
}
