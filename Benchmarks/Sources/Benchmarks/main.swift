// Prints every figure beside the floor measured in the same run, as a Markdown table for RESULTS.md.

var report = Report()
RecordingBenchmarks().run(into: &report)
try ExportBenchmarks().run(into: &report)
print(report.markdown)
