// Prints every figure beside the floor measured in the same run, as a Markdown table for RESULTS.md.
//
//   swift run … Benchmarks [instruments] [collecting] [tracing] [logging] [recording] [aggregating]
//     [propagating] [exporting] [spooling]
//   swift run … Benchmarks designs     other designs, which are not measured unless they are named

import RawGRPC

let chosen = Set(CommandLine.arguments.dropFirst())
func isChosen(_ part: String) -> Bool { chosen.isEmpty || chosen.contains(part) }

// Before there is a second thread.
let receiver = isChosen("exporting") ? raw_server_process_start() : raw_server_process()
var report = Report()
let floor = AtomicFloor()
if isChosen("instruments") { InstrumentBenchmarks(floor: floor).run(into: &report) }
if isChosen("collecting") { CollectionBenchmarks().run(into: &report) }
if isChosen("recording") { RecordingBenchmarks(floor: floor).run(into: &report) }
if isChosen("aggregating") { AggregationBenchmarks(floor: floor).run(into: &report) }
if chosen.contains("designs") { DesignBenchmarks(floor: floor).run(into: &report) }
if isChosen("logging") { LogBenchmarks(floor: floor).run(into: &report) }
if isChosen("tracing") { SpanBenchmarks(floor: floor).run(into: &report) }
if isChosen("exporting") { try ExportBenchmarks(receiver: receiver).run(into: &report) }
if isChosen("spooling") { try SpoolBenchmarks().run(into: &report) }
if isChosen("propagating") { PropagationBenchmarks(floor: floor).run(into: &report) }
print(report.markdown)
raw_server_process_stop(receiver)
