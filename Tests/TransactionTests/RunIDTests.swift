import Testing
import Transaction

struct RunIDTests {
  @Test(arguments: [
    ("site_20260202_060240", "site"), ("deduplication_fix_20260202_060240_2", "deduplication_fix"),
    ("fix_2_20260202_060240", "fix_2"), ("a_20250101_000000_20260202_060240", "a_20250101_000000"), ("odd", "odd"),
  ])
  func aRunNamesItsPlaybook(name: String, playbook: String) {
    #expect(RunID(name).playbook == playbook)
  }
}
