/// Where a service of a playbook speaks.
package enum LogPlace: Sendable, Hashable {
  case unit(UnitName)
  case service(ComposeService)
  case file(AbsolutePath)

  /// As lines of it are marked.
  package var name: String {
    switch self {
    case .unit(let name): name.description
    case .service(let name): name.description
    case .file(let path): String(path.description.split(separator: "/").last ?? "")
    }
  }
}

extension Target {
  /// What the steps name that can be listened to, each once, in the order of the steps.
  package var logPlaces: [LogPlace] {
    var seen: Set<LogPlace> = []
    return steps.flatMap(\.kind.logPlaces).filter { seen.insert($0).inserted }
  }
}

extension StepKind {
  fileprivate var logPlaces: [LogPlace] {
    switch self {
    case .service(let step):
      switch step.service {
      case .systemd(let units): units.map { .unit($0) }
      case .compose(let services): services.map { .service($0) }
      default: []
      }
    case .healthy(let step):
      switch step.check {
      case .systemd(let units): units.map { .unit($0) }
      case .compose(let services): services.map { .service($0) }
      default: []
      }
    case .logs(let step):
      switch step.source {
      case .systemd(let units): units.map { .unit($0) }
      case .compose(let services): services.map { .service($0) }
      case .file(let paths): paths.map { .file($0) }
      }
    default: []
    }
  }
}
