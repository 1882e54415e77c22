/// Why a wait ended.
package enum Readiness: Sendable, Equatable {
  case ready
  case woken
  case deadline
}
