/// What a host says about running one command as another account than the session's.
package enum AccountChange: Sendable, Hashable {
  /// There is no such account.
  case absent
  /// No program that the host has can do it.
  case none
  /// By the `setpriv` at this path, to an account with this group and home.
  case setpriv(String, group: Int, home: String)
  /// By the `runuser` at this path.
  case runuser(String)
}
