internal import Playbook

extension ServiceStep {
  var title: String {
    switch service {
    case .command(let command, _): "\(action.rawValue) '\(command)'"
    }
  }

  func ask(_ questions: inout Questions) {}

  func plan(_ draft: Draft) -> StepOutcome {
    draft.somethingChanged ? .change([]) : .ok("nothing before it changed")
  }
}
