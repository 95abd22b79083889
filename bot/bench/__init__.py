"""The benchmarks behind `snaptap bench`: each part measures, says how it measured, and names its target."""
