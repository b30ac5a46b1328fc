import Foundation
import Identities
import Imaging
import Testing

@Suite("The ledger")
struct LedgerTests {
  private let size = Size(width: 2, height: 2)

  @Test("knows when every identity was first and last seen, how much of it and how often")
  func records() {
    var ledger = Ledger()
    ledger.record(LabelMap(size: size, labels: [5, 5, 2, 2]), index: 0, seconds: 0.5)
    ledger.record(LabelMap(size: size, labels: [5, 5, 5, 1]), index: 1, seconds: 0.75)
    ledger.record(LabelMap(size: size, labels: [2, 5, 5, 5]), index: 4, seconds: 2)
    #expect(ledger.entries.map(\.identity) == [1, 2, 5])
    let two = ledger[2]
    #expect(two?.firstIndex == 0 && two?.firstSeconds == 0.5 && two?.lastIndex == 4 && two?.lastSeconds == 2)
    #expect(two?.area == 3 && two?.frames == 2)
    #expect(ledger[1]?.firstIndex == 1 && ledger[1]?.lastIndex == 1)
    #expect(ledger[5]?.area == 8 && ledger[5]?.frames == 3)
    #expect(ledger[3] == nil)
    #expect(ledger.entries.map(\.area).reduce(0, +) == 3 * size.count)
  }

  @Test("does not count pixels without a label")
  func skipsZero() {
    var ledger = Ledger()
    ledger.record(LabelMap(size: size, labels: [0, 0, 0, 3]), index: 0, seconds: 0)
    #expect(ledger.entries.map(\.identity) == [3])
  }

  @Test("comes to the same whatever the order of the frames")
  func order() {
    let maps = [[1, 1, 2, 2], [2, 2, 3, 3], [1, 3, 3, 3]].map { LabelMap(size: size, labels: $0) }
    func ledger(_ order: [Int]) -> Ledger {
      var ledger = Ledger()
      for index in order { ledger.record(maps[index], index: index, seconds: Double(index)) }
      return ledger
    }
    #expect(ledger([0, 1, 2]) == ledger([2, 0, 1]))
  }

  @Test("does not grow with the number of frames")
  func bounded() {
    var ledger = Ledger()
    for index in 0..<500 {
      ledger.record(LabelMap(size: size, labels: [1, 2, 3, 4]), index: index, seconds: Double(index) / 25)
    }
    #expect(ledger.entries.count == 4)
    #expect(ledger[4]?.frames == 500)
  }

  @Test("survives being saved; a damaged one is refused")
  func saved() throws {
    var ledger = Ledger()
    ledger.record(LabelMap(size: size, labels: [9, 9, 2, 2]), index: 3, seconds: 0.125)
    let data = try JSONEncoder().encode(ledger)
    #expect(try JSONDecoder().decode(Ledger.self, from: data) == ledger)
    let entry = #"{"identity":4,"firstIndex":0,"firstSeconds":0,"lastIndex":0,"lastSeconds":0,"area":1,"frames":1}"#
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Ledger.self, from: Data("[\(entry),\(entry)]".utf8))
    }
  }
}
